"""The demo model's prompts, as the host's CLIP object takes tokenizer and text encoder: words to rows of a table.

The grammar is that of src/demo/world/prompt.ts, and so are the sentences about wrong prompts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

ASSETS = Path(__file__).resolve().parents[2] / "assets"
FACTS: dict[str, Any] = json.loads((ASSETS / "demo-model.json").read_text(encoding="utf-8"))
WORDS: list[str] = FACTS["words"]
PROMPT_LENGTH: int = FACTS["promptLength"]
# As in src/demo/model/demo-architecture.ts.
EMBEDDING_NAME = "token_embedding.weight"

# Per prompt: (token, weight), with the word's place behind them where it was asked for.
Tokens = dict[str, list[list[tuple[Any, ...]]]]


def prompt_tokens(text: str) -> list[int]:
    """Token ids of a prompt, padded with 0; the empty text is all padding. A ValueError names the word that it doesn't know."""
    words = [word for word in text.lower().split() if word not in FACTS["articles"]]
    for word in words:
        if word not in WORDS:
            raise ValueError(
                f'The demo model does not know the word "{word}"; it knows {", ".join(WORDS[1:])}. Write the prompt like "{FACTS["examplePrompt"]}".'
            )
    if len(words) > PROMPT_LENGTH:
        raise ValueError(f'A demo prompt has at most {PROMPT_LENGTH} words besides articles, got {len(words)}. Write it like "{FACTS["examplePrompt"]}".')
    return [WORDS.index(word) for word in words] + [0] * (PROMPT_LENGTH - len(words))


class DemoTokenizer:
    """The host's tokenizer interface; weights of words are all 1."""

    def __init__(self, embedding_directory: Any = None, tokenizer_data: Any = None) -> None:
        pass

    def tokenize_with_weights(self, text: str, return_word_ids: bool = False, **_: Any) -> Tokens:
        return {"demo": [[(token, 1.0, place) if return_word_ids else (token, 1.0) for place, token in enumerate(prompt_tokens(text))]]}

    def untokenize(self, token_weight_pair: list[tuple[Any, ...]]) -> list[tuple[tuple[Any, ...], str]]:
        return [(pair, WORDS[pair[0]]) for pair in token_weight_pair]

    def state_dict(self) -> dict[str, torch.Tensor]:
        return {}


class DemoTextEncoder(torch.nn.Module):
    """The host's text encoder interface over the model file's table of tokens."""

    def __init__(self, dtype: Any = None, device: Any = None, model_options: Any = None) -> None:
        super().__init__()
        self.token_embedding = torch.nn.Embedding(len(WORDS), 64, dtype=torch.float32, device=device)
        self.dtypes = {torch.float32}

    def set_clip_options(self, options: dict[str, Any]) -> None:
        """Layers and devices of real text encoders; there is nothing to choose here."""

    def reset_clip_options(self) -> None:
        """See set_clip_options."""

    def encode_token_weights(self, token_weight_pairs: Tokens) -> tuple[torch.Tensor, None]:
        tokens = [[pair[0] for pair in pairs] for pairs in token_weight_pairs["demo"]]
        table = self.token_embedding.weight
        return table[torch.tensor(tokens, device=table.device)].float().cpu(), None

    def load_sd(self, state_dict: dict[str, torch.Tensor]) -> Any:
        return self.load_state_dict(state_dict, strict=False)
