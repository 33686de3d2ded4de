// core
export * from "./core/errors";
export { silentProgress, type Progress } from "./core/progress";
export { Random } from "./core/random";

// circuit
export { Circuit, circuit } from "./circuit/circuit";
export { decomposeUnitary, type Decomposition } from "./circuit/decompose/decomposeUnitary";
export { removeControls } from "./circuit/decompose/removeControls";
export { zyzAngles, type Zyz } from "./circuit/decompose/zyz";
export { drawSvg } from "./circuit/draw/svg";
export { drawText } from "./circuit/draw/text";
export { GATES, GATE_NAMES, type GateName, type GateRow, type GateUse, type QasmNames } from "./circuit/gateTable";
export * from "./circuit/matrix";
export { allZ, observable, parseObservable, pauliOn, type Observable, type PauliTerm } from "./circuit/observable";
export { operationMatrix, type Operation } from "./circuit/operation";
export { param, type Angle, type Slot } from "./circuit/parameter";
export { fromQasm, type QasmProgram } from "./circuit/qasm/read";
export { toQasm } from "./circuit/qasm/write";

// ansatz
export { amplitudeEmbedding } from "./ansatz/amplitudeEmbedding";
export { angleEmbedding, iqpEmbedding, iqpFeatures, reuploading } from "./ansatz/dataEmbedding";
export { ansatz14, basicEntangler, stronglyEntangling, type LayerOptions } from "./ansatz/entanglingLayers";
export { hardwareEfficient, type Entangler, type HardwareEfficientOptions, type Rotation } from "./ansatz/hardwareEfficient";
export { orthogonalLayer, type OrthogonalShape } from "./ansatz/orthogonalLayer";
export { unaryEmbedding } from "./ansatz/unaryEmbedding";

// simulator
export type * from "./simulator/engine";
export { setEngineThreads } from "./simulator/engine/threads";
export { getEngine } from "./simulator/engines";
export { estimateExpval } from "./simulator/estimate";
export { measurementPlan, type MeasurementPlan, type MeasurementSetting, type SettingTerm } from "./simulator/measurement";
export { describeProgram, type DescribeProgramOptions } from "./simulator/program/describeProgram";
export { DEFAULT_SHOTS, sample, sampleCounts, type SampleOptions } from "./simulator/sampling";
export { expval, probs, statevector, type ExpvalOptions, type SimulateOptions } from "./simulator/simulate";
export type { ParamValues } from "./simulator/singleRow";

// gradient
export { checkGradients, type CheckedMethod, type CheckGradientsOptions, type GradientCheck } from "./gradient/checkGradients";
export { DIFF_METHODS, resolveDiffMethod, type DiffMethod } from "./gradient/diffMethod";
export { expvalWith, type Evaluator } from "./gradient/evaluate";
export { expvalVjpWith, type Differentiator } from "./gradient/expvalVjp";
export { gradient, type GradientOptions, type GradientResult } from "./gradient/gradient";
export { Ledger, type Cost, type Purpose } from "./gradient/ledger";
export { overlapGradient } from "./gradient/overlap";
export { parameterFrequencies } from "./gradient/parameterFrequencies";
export { shiftRule, type ShiftTerm } from "./gradient/shiftRule";

// layers
export { attentionFromLayer, type AttentionMechanism, type MixOptions } from "./layers/attentionMechanism";
export { ready, type BackendInfo, type BackendName, type ReadyOptions } from "./layers/backend";
export { FeedForward, type Activation, type FeedForwardConfig } from "./layers/classical/feedForward";
export { LayerNorm, type LayerNormConfig } from "./layers/classical/layerNorm";
export { Linear, type LinearConfig } from "./layers/classical/linear";
export { MultiHeadAttention, type MultiHeadAttentionConfig } from "./layers/classical/multiHeadAttention";
export { Pooling, type PoolingConfig, type PoolingKind } from "./layers/classical/pooling";
export { ProjectedEmbedding, type ProjectedEmbeddingConfig } from "./layers/classical/projectedEmbedding";
export { SinusoidalPositions, sinusoidalTable } from "./layers/classical/sinusoidalPositions";
export { TokenEmbedding, type TokenEmbeddingConfig } from "./layers/classical/tokenEmbedding";
export { type LayerArgs } from "./layers/kernelLayer";
export { type NamedWeight, type WeightedLayer } from "./layers/namedWeights";
export { AngleEncodedQuantumLayer, type AngleEncodedQuantumLayerArgs } from "./layers/quantum/angleEncodedQuantumLayer";
export { circuitExpval, circuitStates } from "./layers/quantum/circuitOperation";
export { CircuitRunner, type RunnerSettings } from "./layers/quantum/circuitRunner";
export { deadCircuitParameters, deadParameters, untouchedParameters } from "./layers/quantum/deadParameters";
export { embedTokens } from "./layers/quantum/embedTokens";
export { OptimizedQuantumEmbedding } from "./layers/quantum/optimizedQuantumEmbedding";
export { QuantumEmbedding, type QuantumEmbeddingArgs } from "./layers/quantum/quantumEmbedding";
export type { QuantumLayerOptions, QuantumLayerSettings } from "./layers/quantum/quantumLayerOptions";

// attention
export { attentionMechanism, attentionMechanisms, createAttention } from "./attention/attentionMechanisms";
export { fourierTransform } from "./attention/circuits/fourierTransform";
export { computeUncomputeCircuit, hadamardTestCircuit, swapTestCircuit } from "./attention/circuits/overlapTests";
export { lcuCircuit, polynomialCircuit, powerAngles } from "./attention/circuits/sumCircuits";
export { valueCircuit } from "./attention/circuits/valueCircuit";
export type { Attention, AttentionConfig, Mechanism, MechanismKind, MechanismOption } from "./attention/mechanism";
export { QuixerAttention } from "./attention/mixers/quixerAttention";
export { SasquatchAttention } from "./attention/mixers/sasquatchAttention";
export { secondCompound } from "./attention/secondCompound";

// transformer
export { attentionPreset, type AttentionPreset, type AttentionPresetSize, type TaskSizes } from "./transformer/attentionPresets";
export { attentionModelParameters, attentionTransformer, type AttentionModelConfig } from "./transformer/attentionTransformer";
export { CausalLanguageModel, languageModelConfig, type LanguageModelChoice } from "./transformer/causalLanguageModel";
export { ClassicalTransformer } from "./transformer/classicalTransformer";
export {
  embeddingParameters,
  matchedTableDim,
  qubitsFor,
  type EmbeddingConfig,
  type ProjectedEmbeddingChoice,
  type QuantumEmbeddingChoice,
  type TableEmbeddingConfig,
} from "./transformer/embeddingConfig";
export { generateTokens, type GenerateOptions } from "./transformer/generateTokens";
export { HybridQuantumEmbeddingTransformer } from "./transformer/hybridQuantumEmbeddingTransformer";
export type { RecordedValues } from "./transformer/loadWeights";
export type { ParameterCounts, ParameterRow } from "./transformer/parameterTable";
export { ATTENTION_PRESETS, type AttentionPresetName, type PresetDifference } from "./transformer/presetCounts";
export { presetConfig, type PresetArm, type PresetChanges, type PresetName } from "./transformer/presets";
export { StagedTransformer } from "./transformer/stagedTransformer";
export { Transformer, type AttentionFactory, type TransformerOptions } from "./transformer/transformer";
export { transformerConfig, type TransformerConfig } from "./transformer/transformerConfig";
export type { Twin, TwinName } from "./transformer/twins/twin";
export { twinOf } from "./transformer/twins/twinOf";

// audit
export { effectiveDimension, type EffectiveDimensionOptions } from "./audit/effectiveDimension";
export { entanglementEntropy, pageEntropy } from "./audit/entanglementEntropy";
export { expressibility, fidelityDivergence, haarFidelityBins, type ExpressibilityOptions } from "./audit/expressibility";
export { circuitFisher, fisherInformation, type CircuitFisherOptions } from "./audit/fisherInformation";
export { gradientVariance, type GradientMoments, type GradientVarianceOptions } from "./audit/gradientVariance";
export { meyerWallach, meyerWallachOf } from "./audit/meyerWallach";
export { randomStates } from "./audit/randomStates";
export { tokenPermutationTest, type PermutationErrors, type TokenPermutationOptions } from "./audit/tokenPermutationTest";

// training
export { ADAM_DEFAULTS, FlatAdam, type AdamOptions, type RateRange } from "./training/adam";
export { loadCheckpoint, saveCheckpoint, type Checkpoint } from "./training/checkpoint";
export { clipNormInPlace } from "./training/clipNorm";
export { evaluateModel, type Evaluation } from "./training/evaluateModel";
export { CONSTANT_SCHEDULE, learningRateFactor, type LearningRateSchedule } from "./training/learningRateSchedule";
export { train } from "./training/train";
export type { TrainingData, TrainOptions } from "./training/trainOptions";
export type { BatchEvaluation, BatchLoss, BatchSource, TrainableModel } from "./training/trainableModel";
export { trainingConfig, TRAINING_DEFAULTS, type TrainingConfig } from "./training/trainingConfig";
export type { EpochMetrics, TrainingHistory } from "./training/trainingHistory";
export { replacementStages, type TrainingStage } from "./training/trainingStages";

// statistics
export { bootstrapInterval, type BootstrapOptions } from "./statistics/bootstrap";
export {
  compareRuns,
  type ArmNumbers,
  type ClaimComparison,
  type ClaimNumbers,
  type CompareRunsOptions,
  type EpochNumbers,
  type RunNumbers,
} from "./statistics/claims";
export { comparePaired, type PairedComparison, type PairedOptions } from "./statistics/comparePaired";
export { effectSize, type EffectSize } from "./statistics/effectSize";
export { equivalenceTest } from "./statistics/equivalence";
export { judgeFamily, type FamilyComparison } from "./statistics/family";
export { holm } from "./statistics/holm";
export { mcNemar, type McNemarResult } from "./statistics/mcnemar";
export { permutationTest } from "./statistics/permutation";
export { pairedPower, type PowerOptions } from "./statistics/power";
export { summarise, type Summary } from "./statistics/summary";
export {
  ALPHA,
  claimVerdict,
  comparableVerdict,
  MARGINS,
  verdict,
  type ClaimVerdict,
  type Evidence,
  type Verdict,
} from "./statistics/verdict";
export { wilcoxonSignedRank, type WilcoxonResult } from "./statistics/wilcoxon";

// data
export { bagOfWordsAccuracy, bigramAccuracy, majorityAccuracy, wordAtPositionAccuracy } from "./data/baselines";
export { rowsChecksum } from "./data/checksum";
export { bigramPerplexity, corpusDifficulty, unigramPerplexity, type CorpusDifficulty } from "./data/corpusDifficulty";
export type { DataTable } from "./data/dataTable";
export { sequenceDataset, splitIndices, subset, type SequenceDataset } from "./data/dataset";
export { datasetFrame } from "./data/datasetFrame";
export { taskDifficulty, type Difficulty } from "./data/difficulty";
export { nextTokenPairs, type LanguageCorpus, type NextTokenPairs, type TokenRows } from "./data/languageCorpus";
export { dataManifest, generatedManifest, type GeneratedManifestRow, type ManifestRow } from "./data/manifest";
export { SENTENCE_TASK, sentenceTask, splitSentences } from "./data/sentenceTask";
export { loadSentences, SENTENCE_SETS, sentencesTable, type LabelledSentences, type SentenceSet } from "./data/sentences";
export { syntheticBayes, syntheticSentiment, type BayesOptimum } from "./data/syntheticSentiment";
export type { SplitName, Task } from "./data/task";
export { corpusNames, loadCorpus, loadTask, taskNames, type CorpusName } from "./data/taskRegistry";
export { loadDigits, type Digits } from "./data/tasks/digits";
export { meaningSentences, relativeClauses, type LabelledText } from "./data/tasks/sentenceGrammar";
export {
  buildVocabulary,
  encodeTexts,
  encodeWords,
  PADDING_ID,
  splitWords,
  UNKNOWN_ID,
  vocabularyOf,
  type EncodedTexts,
  type Vocabulary,
} from "./data/tokenizer";

// figures
export { attentionMapFigure, type AttentionMapData } from "./figures/attentionMapFigure";
export { chartFigure, type ChartOptions, type ChartPanel, type Series } from "./figures/chartFigure";
export { comparisonFigure, type ComparisonCurves, type ComparisonFigureOptions } from "./figures/comparisonFigure";
export { concentrationFigure, type ConcentrationData } from "./figures/concentrationFigure";
export type { ArmCurves, EpochCurves } from "./figures/curves";
export { differenceStepFigure, type DifferenceStepData } from "./figures/differenceStepFigure";
export { effectiveDimensionFigure, type EffectiveDimensionData } from "./figures/effectiveDimensionFigure";
export { entanglementFigure, type EntanglementData } from "./figures/entanglementFigure";
export { exportFigure, saveFigure, type FigureFiles, type SavedFigure, type SaveFigureOptions } from "./figures/export/exportFigure";
export { FigureExporter, withFigureExporter, type FigureExporterOptions, type Pictures } from "./figures/export/figureExporter";
export { expressibilityFigure, type ExpressibilityData } from "./figures/expressibilityFigure";
export { featureFigure, projectionFigure, type FeatureData } from "./figures/featureFigure";
export { figureJson, type Figure, type Trace } from "./figures/figure";
export { gradientCostFigure, type GradientCostData } from "./figures/gradientCostFigure";
export { gradientErrorFigure, type GradientErrorData } from "./figures/gradientErrorFigure";
export { gradientVarianceFigure, type GradientVarianceData } from "./figures/gradientVarianceFigure";
export { halfChainEntropyFigure, type HalfChainEntropyData } from "./figures/halfChainEntropyFigure";
export { heatMapFigure, type HeatMap, type HeatMapOptions } from "./figures/heatMapFigure";
export { initialisationFigure, type InitialisationData } from "./figures/initialisationFigure";
export { landscapeFigure, type LandscapeData } from "./figures/landscapeFigure";
export { learningCurves, type LearningRecord } from "./figures/learningCurves";
export { pairedFigure } from "./figures/pairedFigure";
export { permutationFigure, type PermutationData } from "./figures/permutationFigure";
export { plateauFigure, type PlateauData } from "./figures/plateauFigure";
export { scoreErrorFigure, type ScoreErrorData } from "./figures/scoreErrorFigure";
export { sentencesFigure } from "./figures/sentencesFigure";
export { shiftRuleFigure, type ShiftRuleData } from "./figures/shiftRuleFigure";
export { shotAccuracyFigure, type ShotAccuracyData } from "./figures/shotAccuracyFigure";
export { type StudyFigureOptions } from "./figures/smallLayout";
export { armColour, COLOURS, baseLayout } from "./figures/theme";
export { trialCurvesFigure, type TrialCurvesData } from "./figures/trialCurvesFigure";
export { trialFigure, type TrialFigureData } from "./figures/trialFigure";

// notebook
export { display, type DisplayOptions } from "./notebook/display";
export { inNotebook } from "./notebook/displaySink";
export { progressLine } from "./notebook/progressLine";
export { showFigure, type ShowFigureOptions } from "./notebook/showFigure";

// experiments
export { runComparison, type ComparisonOptions } from "./experiments/comparison/comparison";
export { comparisonConfig, type ComparisonConfig } from "./experiments/comparison/comparisonConfig";
export type * from "./experiments/comparison/comparisonResult";
export { armRows, claimRows } from "./experiments/comparison/comparisonTables";
export { saveComparison, type SavedComparisonFigure } from "./experiments/comparison/saveComparison";
export { languageModel, languageSource, perplexity, type LanguageBatch, type TokenPredictor } from "./experiments/languageModel";
export {
  loadReferenceRecord,
  type RecordedArm,
  type RecordedEpoch,
  type RecordedRows,
  type RecordedWeight,
  type ReferenceRecord,
} from "./experiments/replay/referenceRecord";
export { replay, REPLAY_BOUNDS, type ReplayedArm, type ReplayOptions, type ReplayResult } from "./experiments/replay/replay";
export type { ArmName } from "./experiments/models";
export { redrawFigures, type RedrawnFigure } from "./experiments/savedFigures";
export { sequenceModel, sequenceSource, type SequenceBatch, type SequenceClassifier } from "./experiments/sequenceModel";
export { attentionMaps, type AttentionMapChoice, type AttentionMapConfig, type AttentionMaps } from "./experiments/studies/attentionMaps";
export { differenceSteps, type DifferenceStepConfig, type DifferenceSteps } from "./experiments/studies/differenceSteps";
export {
  effectiveDimensionStudy,
  type EffectiveDimensionConfig,
  type EffectiveDimensionStudy,
} from "./experiments/studies/effectiveDimensionStudy";
export { embeddingStudy, type EmbeddingStudy, type EmbeddingStudyConfig } from "./experiments/studies/embeddingStudy";
export { entanglementStudy, type EntanglementConfig, type EntanglementStudy } from "./experiments/studies/entanglement";
export { expressibilityStudy, type ExpressibilityConfig, type ExpressibilityStudy } from "./experiments/studies/expressibilityStudy";
export { gradientCosts, type GradientCostConfig, type GradientCosts } from "./experiments/studies/gradientCosts";
export { gradientErrors, type GradientErrorConfig, type GradientErrors } from "./experiments/studies/gradientErrors";
export {
  gradientVarianceStudy,
  type GradientVarianceConfig,
  type GradientVarianceStudy,
} from "./experiments/studies/gradientVarianceStudy";
export { halfChainEntropy, type HalfChainEntropy, type HalfChainEntropyConfig } from "./experiments/studies/halfChainEntropy";
export { initialisationStudy, type InitialisationConfig, type InitialisationStudy } from "./experiments/studies/initialisation";
export { expvalLandscape, type Landscape, type LandscapeAxis } from "./experiments/studies/landscape";
export { permutationStudy, type PermutationConfig, type PermutationStudy } from "./experiments/studies/permutationStudy";
export { scoreConcentration, type ScoreConcentration, type ScoreConcentrationConfig } from "./experiments/studies/scoreConcentration";
export { scoreErrors, type ScoreErrorConfig, type ScoreErrors } from "./experiments/studies/scoreErrors";
export { shiftRuleStudy, type ShiftRuleStudy } from "./experiments/studies/shiftRuleStudy";
export type { TaskName } from "./experiments/tasks";
export type { RunRecord } from "./experiments/training/runRecord";
export { trainModel, type TrainModelOptions } from "./experiments/training/trainModel";
export { trainModelConfig, type TrainModelConfig, type TrainTask } from "./experiments/training/trainModelConfig";
export { loadTrial } from "./experiments/trial/loadTrial";
export { saveTrialFigures, type SavedTrialFigures } from "./experiments/trial/saveTrial";
export { shotAccuracy, type ShotAccuracy, type ShotAccuracyConfig } from "./experiments/trial/shotAccuracy";
export { trainedAttentionMaps, type TrainedMapConfig, type TrainedMaps } from "./experiments/trial/trainedMaps";
export { runTrial, type TrialOptions } from "./experiments/trial/trial";
export { trialConfig, type TrialConfig, type TrialTraining } from "./experiments/trial/trialConfig";
export type { DroppedPair } from "./experiments/trial/trialPlan";
export type { TrialCell, TrialComparison, TrialCurve, TrialResult, TrialTwin } from "./experiments/trial/trialResult";
export {
  trialCellRows,
  trialDifficultyRows,
  trialNote,
  trialPairRows,
  trialTestRows,
  trialVerdictRows,
} from "./experiments/trial/trialTables";
