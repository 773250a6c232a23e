/**
 * The closed list of operators. `OperatorAttributes` names them all; the table's type demands a shape rule, ONNX nodes
 * and a gradient rule for each, so that a missing one does not compile.
 */
import { type AttentionAttributes, attention } from './attention.ts'
import { type ConvolutionAttributes, convolution } from './convolution.ts'
import { type ElementwiseAttributes, type ElementwiseGradientAttributes, elementwise, elementwiseGradients } from './elementwise.ts'
import { type LayoutAttributes, layout } from './layout.ts'
import { type LinearAttributes, linear } from './linear.ts'
import { type NormalizationAttributes, normalization } from './normalization.ts'
import type { Operator } from './operator.ts'

export interface OperatorAttributes
  extends ElementwiseAttributes,
    ElementwiseGradientAttributes,
    LayoutAttributes,
    LinearAttributes,
    ConvolutionAttributes,
    NormalizationAttributes,
    AttentionAttributes {}

export type OperatorName = keyof OperatorAttributes

export const operators: { [Name in OperatorName]: Operator<OperatorAttributes[Name]> } = {
  ...elementwise,
  ...elementwiseGradients,
  ...layout,
  ...linear,
  ...convolution,
  ...normalization,
  ...attention,
}
