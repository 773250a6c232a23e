/**
 * The first tables. Foreign keys cascade from the dataset down, so that purging one is a single statement; counters are kept
 * by triggers, so that no writer can forget them.
 */
import type { Migration } from './migration.ts'

export const firstTables: Migration = {
  version: 1,
  name: 'first tables',
  sql: `
    CREATE TABLE voter (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      createdAt TEXT NOT NULL
    ) STRICT;

    CREATE TABLE dataset (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('sampled', 'imported', 'mixed')),
      modelId TEXT,
      keepChains INTEGER NOT NULL,
      createdAt TEXT NOT NULL,
      deletedAt TEXT,
      -- Counters, all kept by the triggers below.
      prompts INTEGER NOT NULL DEFAULT 0,
      pairs INTEGER NOT NULL DEFAULT 0,
      votedPairs INTEGER NOT NULL DEFAULT 0,
      votes INTEGER NOT NULL DEFAULT 0,
      imageBytes INTEGER NOT NULL DEFAULT 0,
      latentBytes INTEGER NOT NULL DEFAULT 0,
      chainBytes INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE UNIQUE INDEX datasetByName ON dataset (name COLLATE NOCASE) WHERE deletedAt IS NULL;

    CREATE TABLE prompt (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      datasetId TEXT NOT NULL REFERENCES dataset ON DELETE CASCADE,
      text TEXT NOT NULL,
      negative TEXT NOT NULL,
      -- Living pairs outside of comparisons.
      pairs INTEGER NOT NULL DEFAULT 0,
      UNIQUE (datasetId, text, negative)
    ) STRICT;

    CREATE TABLE image (
      datasetId TEXT NOT NULL REFERENCES dataset ON DELETE CASCADE,
      hash TEXT NOT NULL,
      format TEXT NOT NULL CHECK (format IN ('png', 'jpeg', 'webp')),
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      promptId TEXT NOT NULL REFERENCES prompt (id),
      generation TEXT,
      latentHash TEXT,
      latentBytes INTEGER NOT NULL DEFAULT 0,
      chainHash TEXT,
      chainBytes INTEGER NOT NULL DEFAULT 0,
      createdAt TEXT NOT NULL,
      PRIMARY KEY (datasetId, hash)
    ) STRICT;
    CREATE INDEX imageByHash ON image (hash);
    CREATE INDEX imageByPrompt ON image (promptId);
    CREATE INDEX imageByLatent ON image (latentHash) WHERE latentHash IS NOT NULL;
    CREATE INDEX imageByChain ON image (chainHash) WHERE chainHash IS NOT NULL;

    CREATE TABLE pair (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      datasetId TEXT NOT NULL REFERENCES dataset ON DELETE CASCADE,
      promptId TEXT NOT NULL REFERENCES prompt (id),
      -- JSON: hashes of images of this dataset.
      images TEXT NOT NULL,
      seedGroup TEXT NOT NULL,
      heldOut INTEGER NOT NULL,
      comparisonId TEXT REFERENCES comparison (id) ON DELETE CASCADE,
      -- Uniform in [0, 1): the random order of showing.
      shuffle REAL NOT NULL,
      createdAt TEXT NOT NULL,
      deletedAt TEXT,
      -- Current votes, skips left aside.
      votes INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX pairByDataset ON pair (datasetId, seq);
    CREATE INDEX pairByPrompt ON pair (promptId, seq);
    CREATE INDEX pairByVotes ON pair (datasetId, votes > 0, seq) WHERE deletedAt IS NULL AND comparisonId IS NULL;
    CREATE INDEX pairHeldOut ON pair (datasetId, seq) WHERE heldOut = 1 AND deletedAt IS NULL AND comparisonId IS NULL;
    CREATE INDEX pairByComparison ON pair (comparisonId, seq) WHERE comparisonId IS NOT NULL;
    CREATE INDEX pairDeleted ON pair (datasetId, seq) WHERE deletedAt IS NOT NULL;

    CREATE TABLE showing (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      pairId TEXT NOT NULL REFERENCES pair (id) ON DELETE CASCADE,
      voterId TEXT NOT NULL REFERENCES voter,
      -- JSON: a permutation.
      shownOrder TEXT NOT NULL,
      purpose TEXT NOT NULL CHECK (purpose IN ('new', 'uncertain', 'held-out', 'repeat', 'revote', 'comparison')),
      createdAt TEXT NOT NULL
    ) STRICT;
    CREATE INDEX showingByPair ON showing (pairId, voterId);

    CREATE TABLE voteEvent (
      -- AUTOINCREMENT: a number never comes again, not even after a purge.
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL CHECK (kind IN ('vote', 'undo')),
      showingId TEXT NOT NULL REFERENCES showing (id) ON DELETE CASCADE,
      voterId TEXT NOT NULL REFERENCES voter,
      pairId TEXT NOT NULL REFERENCES pair (id) ON DELETE CASCADE,
      choice TEXT CHECK (choice IN ('pick', 'tie', 'both-bad', 'skip')),
      position INTEGER,
      undoes TEXT REFERENCES voteEvent (id) ON DELETE CASCADE,
      responseMs INTEGER,
      clientVersion TEXT NOT NULL,
      votedAt TEXT NOT NULL,
      storedAt TEXT NOT NULL,
      CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
      CHECK ((kind = 'vote') = (choice IS NOT NULL)),
      CHECK ((choice IS 'pick') = (position IS NOT NULL))
    ) STRICT;
    CREATE UNIQUE INDEX voteEventUndone ON voteEvent (undoes) WHERE undoes IS NOT NULL;
    CREATE INDEX voteEventByShowing ON voteEvent (showingId);
    CREATE INDEX voteEventByPair ON voteEvent (pairId, voterId, seq);
    CREATE INDEX voteEventByVoter ON voteEvent (voterId, seq);

    -- For each pair and voter the newest vote that isn't undone, repeats left aside. Follows from voteEvent.
    CREATE TABLE currentVote (
      voterId TEXT NOT NULL REFERENCES voter,
      pairSeq INTEGER NOT NULL REFERENCES pair ON DELETE CASCADE,
      datasetId TEXT NOT NULL,
      eventSeq INTEGER NOT NULL REFERENCES voteEvent ON DELETE CASCADE,
      choice TEXT NOT NULL,
      position INTEGER,
      PRIMARY KEY (voterId, pairSeq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX currentVoteByPair ON currentVote (pairSeq);
    CREATE INDEX currentVoteByEvent ON currentVote (eventSeq);
    CREATE INDEX currentVoteByAge ON currentVote (datasetId, voterId, eventSeq) WHERE choice <> 'skip';
    CREATE INDEX currentVoteByChoice ON currentVote (datasetId, choice, pairSeq);

    CREATE TABLE run (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      datasetId TEXT NOT NULL REFERENCES dataset ON DELETE CASCADE,
      name TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'paused', 'stopping', 'stopped', 'finished', 'failed')),
      settings TEXT NOT NULL,
      voterIds TEXT,
      position INTEGER NOT NULL,
      votes INTEGER NOT NULL DEFAULT 0,
      createdAt TEXT NOT NULL,
      startedAt TEXT,
      finishedAt TEXT,
      deletedAt TEXT,
      errorCode TEXT,
      errorMessage TEXT,
      continuesLora TEXT,
      progress TEXT,
      -- When its margins were set.
      marginsAt TEXT
    ) STRICT;
    CREATE INDEX runByDataset ON run (datasetId, seq);
    CREATE INDEX runByStatus ON run (status, position);

    -- Plain ids of events: what made a run stays on record when the pairs are purged.
    CREATE TABLE runVote (
      runId TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      eventId TEXT NOT NULL,
      PRIMARY KEY (runId, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE metric (
      runId TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      seq INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('step', 'evaluation', 'alarm')),
      step INTEGER NOT NULL,
      data TEXT NOT NULL,
      PRIMARY KEY (runId, seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE runSample (
      runId TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      step INTEGER NOT NULL,
      "index" INTEGER NOT NULL,
      imageHash TEXT NOT NULL,
      promptText TEXT NOT NULL,
      seed INTEGER NOT NULL,
      PRIMARY KEY (runId, step, "index")
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE margin (
      runId TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      pairSeq INTEGER NOT NULL REFERENCES pair ON DELETE CASCADE,
      margin REAL NOT NULL,
      PRIMARY KEY (runId, pairSeq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX marginByPair ON margin (pairSeq);

    CREATE TABLE lora (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      runId TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      step INTEGER NOT NULL,
      name TEXT NOT NULL,
      hash TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      path TEXT NOT NULL,
      best INTEGER NOT NULL,
      createdAt TEXT NOT NULL,
      deletedAt TEXT,
      summary TEXT,
      UNIQUE (runId, step)
    ) STRICT;

    CREATE TABLE comparison (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      datasetId TEXT NOT NULL REFERENCES dataset ON DELETE CASCADE,
      -- What its pictures were drawn from.
      modelId TEXT NOT NULL,
      name TEXT NOT NULL,
      -- JSON: lists.
      columns TEXT NOT NULL,
      blind TEXT NOT NULL,
      seed INTEGER NOT NULL,
      createdAt TEXT NOT NULL,
      deletedAt TEXT
    ) STRICT;
    CREATE INDEX comparisonByDataset ON comparison (datasetId, seq);

    CREATE TABLE comparisonRow (
      comparisonId TEXT NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,
      "row" INTEGER NOT NULL,
      promptText TEXT NOT NULL,
      seed INTEGER NOT NULL,
      imageHashes TEXT NOT NULL,
      PRIMARY KEY (comparisonId, "row")
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE session (
      tokenHash TEXT PRIMARY KEY,
      createdAt TEXT NOT NULL,
      lastSeenAt TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- pair.votes
    CREATE TRIGGER currentVoteInserted AFTER INSERT ON currentVote BEGIN
      UPDATE pair SET votes = votes + (NEW.choice <> 'skip') WHERE seq = NEW.pairSeq;
    END;
    CREATE TRIGGER currentVoteUpdated AFTER UPDATE ON currentVote WHEN (NEW.choice <> 'skip') <> (OLD.choice <> 'skip') BEGIN
      UPDATE pair SET votes = votes + (NEW.choice <> 'skip') - (OLD.choice <> 'skip') WHERE seq = NEW.pairSeq;
    END;
    CREATE TRIGGER currentVoteDeleted AFTER DELETE ON currentVote BEGIN
      UPDATE pair SET votes = votes - (OLD.choice <> 'skip') WHERE seq = OLD.pairSeq;
    END;

    -- prompt.pairs; dataset.pairs, votedPairs, votes
    CREATE TRIGGER pairInserted AFTER INSERT ON pair WHEN NEW.comparisonId IS NULL AND NEW.deletedAt IS NULL BEGIN
      UPDATE prompt SET pairs = pairs + 1 WHERE id = NEW.promptId;
      UPDATE dataset SET pairs = pairs + 1, votedPairs = votedPairs + (NEW.votes > 0), votes = votes + NEW.votes WHERE id = NEW.datasetId;
    END;
    CREATE TRIGGER pairDeleted AFTER DELETE ON pair WHEN OLD.comparisonId IS NULL AND OLD.deletedAt IS NULL BEGIN
      UPDATE prompt SET pairs = pairs - 1 WHERE id = OLD.promptId;
      UPDATE dataset SET pairs = pairs - 1, votedPairs = votedPairs - (OLD.votes > 0), votes = votes - OLD.votes WHERE id = OLD.datasetId;
    END;
    CREATE TRIGGER pairVoted AFTER UPDATE OF votes ON pair WHEN NEW.comparisonId IS NULL AND NEW.deletedAt IS NULL BEGIN
      UPDATE dataset SET votedPairs = votedPairs + (NEW.votes > 0) - (OLD.votes > 0), votes = votes + NEW.votes - OLD.votes WHERE id = NEW.datasetId;
    END;
    CREATE TRIGGER pairHidden AFTER UPDATE OF deletedAt ON pair
    WHEN NEW.comparisonId IS NULL AND NEW.deletedAt IS NOT NULL AND OLD.deletedAt IS NULL BEGIN
      UPDATE prompt SET pairs = pairs - 1 WHERE id = NEW.promptId;
      UPDATE dataset SET pairs = pairs - 1, votedPairs = votedPairs - (NEW.votes > 0), votes = votes - NEW.votes WHERE id = NEW.datasetId;
    END;
    CREATE TRIGGER pairShown AFTER UPDATE OF deletedAt ON pair
    WHEN NEW.comparisonId IS NULL AND NEW.deletedAt IS NULL AND OLD.deletedAt IS NOT NULL BEGIN
      UPDATE prompt SET pairs = pairs + 1 WHERE id = NEW.promptId;
      UPDATE dataset SET pairs = pairs + 1, votedPairs = votedPairs + (NEW.votes > 0), votes = votes + NEW.votes WHERE id = NEW.datasetId;
    END;

    -- dataset.prompts
    CREATE TRIGGER promptUsed AFTER UPDATE OF pairs ON prompt WHEN (NEW.pairs > 0) <> (OLD.pairs > 0) BEGIN
      UPDATE dataset SET prompts = prompts + (NEW.pairs > 0) - (OLD.pairs > 0) WHERE id = NEW.datasetId;
    END;

    -- dataset.imageBytes, latentBytes, chainBytes
    CREATE TRIGGER imageInserted AFTER INSERT ON image BEGIN
      UPDATE dataset SET imageBytes = imageBytes + NEW.bytes, latentBytes = latentBytes + NEW.latentBytes, chainBytes = chainBytes + NEW.chainBytes
      WHERE id = NEW.datasetId;
    END;
    CREATE TRIGGER imageUpdated AFTER UPDATE OF latentBytes, chainBytes ON image BEGIN
      UPDATE dataset SET latentBytes = latentBytes + NEW.latentBytes - OLD.latentBytes, chainBytes = chainBytes + NEW.chainBytes - OLD.chainBytes
      WHERE id = NEW.datasetId;
    END;
    CREATE TRIGGER imageDeleted AFTER DELETE ON image BEGIN
      UPDATE dataset SET imageBytes = imageBytes - OLD.bytes, latentBytes = latentBytes - OLD.latentBytes, chainBytes = chainBytes - OLD.chainBytes
      WHERE id = OLD.datasetId;
    END;
  `,
}
