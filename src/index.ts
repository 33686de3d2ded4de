export * from "./core/errors";
export { Random } from "./core/random";
export { silentProgress, type Progress } from "./core/progress";
export { Circuit, circuit } from "./circuit/circuit";
export { GATES, GATE_NAMES, type GateName, type GateRow, type GateUse, type QasmNames } from "./circuit/gateTable";
export { decomposeUnitary, removeControls, type Decomposition } from "./circuit/decompose/lower";
export { zyzAngles, type Zyz } from "./circuit/decompose/zyz";
export { fromQasm, type QasmProgram } from "./circuit/qasm/read";
export { toQasm } from "./circuit/qasm/write";
export { drawSvg } from "./circuit/draw/svg";
export { drawText } from "./circuit/draw/text";
export * from "./circuit/matrix";
export { allZ, observable, parseObservable, pauliOn, type Observable, type PauliTerm } from "./circuit/observable";
export { operationMatrix, type Operation } from "./circuit/operation";
export { param, type Angle, type Slot } from "./circuit/parameter";
export type * from "./simulator/engine";
export { sequenceDataset, splitIndices, subset, type SequenceDataset } from "./data/dataset";
export { syntheticBayes, syntheticSentiment, type BayesOptimum } from "./data/syntheticSentiment";
export { getEngine } from "./simulator/engines";
export { setEngineThreads } from "./simulator/engine/threads";
export { describeProgram, type DescribeProgramOptions } from "./simulator/program/describeProgram";
export { ready, type BackendInfo, type BackendName, type ReadyOptions } from "./layers/backend";
export { AngleEncodedQuantumLayer, type AngleEncodedQuantumLayerArgs } from "./layers/quantum/angleEncodedQuantumLayer";
export { circuitExpval, circuitStates } from "./layers/quantum/circuitOperation";
export { CircuitRunner, type RunnerSettings } from "./layers/quantum/circuitRunner";
export { deadCircuitParameters, deadParameters, untouchedParameters } from "./layers/quantum/deadParameters";
export { OptimizedQuantumEmbedding } from "./layers/quantum/optimizedQuantumEmbedding";
export { QuantumEmbedding, type QuantumEmbeddingArgs } from "./layers/quantum/quantumEmbedding";
export type { QuantumLayerOptions, QuantumLayerSettings } from "./layers/quantum/quantumLayerOptions";
export { ADAM_DEFAULTS, FlatAdam, type AdamOptions, type RateRange } from "./training/adam";
export { loadCheckpoint, saveCheckpoint, type Checkpoint } from "./training/checkpoint";
export { clipNormInPlace } from "./training/clipNorm";
export { evaluateModel, type Evaluation } from "./training/evaluateModel";
export { CONSTANT_SCHEDULE, learningRateFactor, type LearningRateSchedule } from "./training/learningRateSchedule";
export { train } from "./training/train";
export type { TrainingData, TrainOptions } from "./training/trainOptions";
export type { BatchEvaluation, BatchLoss, BatchSource, TrainableModel } from "./training/trainableModel";
export { trainingConfig, TRAINING_DEFAULTS, type TrainingConfig } from "./training/trainingConfig";
export { replacementStages, type TrainingStage } from "./training/trainingStages";
export type { EpochMetrics, TrainingHistory } from "./training/trainingHistory";
export type * from "./experiments/comparisonResult";
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
export { comparisonFigure, type ComparisonCurves, type ComparisonFigureOptions } from "./figures/comparisonFigure";
export type { ArmCurves, EpochCurves } from "./figures/curves";
export { exportFigure, saveFigure, type FigureFiles, type SavedFigure, type SaveFigureOptions } from "./figures/exportFigure";
export { figureJson, type Figure, type Trace } from "./figures/figure";
export { FigureExporter, withFigureExporter, type FigureExporterOptions, type Pictures } from "./figures/figureExporter";
export { learningCurves, type LearningRecord } from "./figures/learningCurves";
export { sentencesFigure } from "./figures/sentencesFigure";
export { armColour, COLOURS, baseLayout } from "./figures/theme";
export { estimateExpval } from "./simulator/estimate";
export { measurementPlan, type MeasurementPlan, type MeasurementSetting, type SettingTerm } from "./simulator/measurement";
export { DEFAULT_SHOTS, sample, sampleCounts, type SampleOptions } from "./simulator/sampling";
export { DIFF_METHODS, resolveDiffMethod, type DiffMethod } from "./gradient/diffMethod";
export { expvalWith, type Evaluator } from "./gradient/evaluate";
export { expvalVjpWith, type Differentiator } from "./gradient/expvalVjp";
export { gradient, type GradientOptions, type GradientResult } from "./gradient/gradient";
export { Ledger, type Cost, type Purpose } from "./gradient/ledger";
export { shiftRule, type ShiftTerm } from "./gradient/shiftRule";
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
export { amplitudeEmbedding } from "./ansatz/amplitudeEmbedding";
export { angleEmbedding, iqpEmbedding, iqpFeatures, reuploading } from "./ansatz/dataEmbedding";
export { ansatz14, basicEntangler, stronglyEntangling, type LayerOptions } from "./ansatz/entanglingLayers";
export { hardwareEfficient, type Entangler, type HardwareEfficientOptions, type Rotation } from "./ansatz/hardwareEfficient";
export { orthogonalLayer, type OrthogonalShape } from "./ansatz/orthogonalLayer";
export { unaryEmbedding } from "./ansatz/unaryEmbedding";
export {
  loadReferenceRecord,
  type RecordedArm,
  type RecordedEpoch,
  type RecordedRows,
  type RecordedWeight,
  type ReferenceRecord,
} from "./experiments/referenceRecord";
export { bagOfWordsAccuracy, bigramAccuracy, majorityAccuracy, wordAtPositionAccuracy } from "./data/baselines";
export type { DataTable } from "./data/dataTable";
export { rowsChecksum } from "./data/checksum";
export { dataManifest, generatedManifest, type GeneratedManifestRow, type ManifestRow } from "./data/manifest";
export { loadSentences, SENTENCE_SETS, sentencesTable, type LabelledSentences, type SentenceSet } from "./data/sentences";
export { SENTENCE_TASK, sentenceTask, splitSentences } from "./data/sentenceTask";
export type { SplitName, Task } from "./data/task";
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
export { checkGradients, type CheckedMethod, type CheckGradientsOptions, type GradientCheck } from "./gradient/checkGradients";
export { overlapGradient } from "./gradient/overlap";
export { parameterFrequencies } from "./gradient/parameterFrequencies";
export { runComparison, type ComparisonOptions } from "./experiments/comparison";
export { comparisonConfig } from "./experiments/comparisonConfig";
export { replay, REPLAY_BOUNDS, type ReplayedArm, type ReplayOptions, type ReplayResult } from "./experiments/replay";
export { sequenceModel, sequenceSource, type SequenceBatch, type SequenceClassifier } from "./experiments/sequenceModel";
export { attentionFromLayer, type AttentionMechanism, type MixOptions } from "./layers/attentionMechanism";
export { languageModel, languageSource, perplexity, type LanguageBatch, type TokenPredictor } from "./experiments/languageModel";
export { CausalLanguageModel, languageModelConfig, type LanguageModelChoice } from "./transformer/causalLanguageModel";
export { generateTokens, type GenerateOptions } from "./transformer/generateTokens";
export { StagedTransformer } from "./transformer/stagedTransformer";
export { ClassicalTransformer } from "./transformer/classicalTransformer";
export { attentionModelParameters, attentionTransformer, type AttentionModelConfig } from "./transformer/attentionTransformer";
export { attentionPreset, type AttentionPreset, type AttentionPresetSize, type TaskSizes } from "./transformer/attentionPresets";
export { ATTENTION_PRESETS, type AttentionPresetName, type PresetDifference } from "./transformer/presetCounts";
export type { Twin, TwinName } from "./transformer/twins/twin";
export { twinOf } from "./transformer/twins/twinOf";
export {
  embeddingParameters,
  matchedTableDim,
  qubitsFor,
  type EmbeddingConfig,
  type ProjectedEmbeddingChoice,
  type QuantumEmbeddingChoice,
  type TableEmbeddingConfig,
} from "./transformer/embeddingConfig";
export { HybridQuantumEmbeddingTransformer } from "./transformer/hybridQuantumEmbeddingTransformer";
export type { RecordedValues } from "./transformer/loadWeights";
export type { ParameterCounts, ParameterRow } from "./transformer/parameterTable";
export { presetConfig, type PresetArm, type PresetChanges, type PresetName } from "./transformer/presets";
export { Transformer, type AttentionFactory, type TransformerOptions } from "./transformer/transformer";
export { transformerConfig, type TransformerConfig } from "./transformer/transformerConfig";
export { datasetFrame } from "./data/datasetFrame";
export { taskDifficulty, type Difficulty } from "./data/difficulty";
export { bigramPerplexity, corpusDifficulty, unigramPerplexity, type CorpusDifficulty } from "./data/corpusDifficulty";
export { nextTokenPairs, type LanguageCorpus, type NextTokenPairs, type TokenRows } from "./data/languageCorpus";
export { corpusNames, loadCorpus, loadTask, taskNames, type CorpusName } from "./data/taskRegistry";
export { loadDigits, type Digits } from "./data/tasks/digits";
export { meaningSentences, relativeClauses, type LabelledText } from "./data/tasks/sentenceGrammar";
export type { RunRecord } from "./experiments/runRecord";
export { trainModel, type TrainModelOptions } from "./experiments/trainModel";
export { trainModelConfig, type TrainModelConfig, type TrainTask } from "./experiments/trainModelConfig";
export { expval, probs, statevector, type ExpvalOptions, type SimulateOptions } from "./simulator/simulate";
export type { ParamValues } from "./simulator/singleRow";
export { display, type DisplayOptions } from "./notebook/display";
export { inNotebook } from "./notebook/displaySink";
export { progressLine } from "./notebook/progressLine";
export { attentionMechanism, attentionMechanisms, createAttention } from "./attention/attentionMechanisms";
export { QuixerAttention } from "./attention/mixers/quixerAttention";
export { SasquatchAttention } from "./attention/mixers/sasquatchAttention";
export { fourierTransform } from "./attention/circuits/fourierTransform";
export { lcuCircuit, polynomialCircuit, powerAngles } from "./attention/circuits/sumCircuits";
export { computeUncomputeCircuit, hadamardTestCircuit, swapTestCircuit } from "./attention/circuits/overlapTests";
export { valueCircuit } from "./attention/circuits/valueCircuit";
export { secondCompound } from "./attention/secondCompound";
export type { Attention, AttentionConfig, Mechanism, MechanismKind, MechanismOption } from "./attention/mechanism";
export { chartFigure, type ChartOptions, type ChartPanel, type Series } from "./figures/chartFigure";
export { entanglementFigure, type EntanglementData } from "./figures/entanglementFigure";
export { gradientCostFigure, type GradientCostData } from "./figures/gradientCostFigure";
export { gradientErrorFigure, type GradientErrorData } from "./figures/gradientErrorFigure";
export { heatMapFigure, type HeatMap, type HeatMapOptions } from "./figures/heatMapFigure";
export { landscapeFigure, type LandscapeData } from "./figures/landscapeFigure";
export { shiftRuleFigure, type ShiftRuleData } from "./figures/shiftRuleFigure";
export { type StudyFigureOptions } from "./figures/smallLayout";
export { showFigure, type ShowFigureOptions } from "./notebook/showFigure";
export { effectiveDimension, type EffectiveDimensionOptions } from "./audit/effectiveDimension";
export { entanglementEntropy, pageEntropy } from "./audit/entanglementEntropy";
export { expressibility, fidelityDivergence, haarFidelityBins, type ExpressibilityOptions } from "./audit/expressibility";
export { circuitFisher, fisherInformation, type CircuitFisherOptions } from "./audit/fisherInformation";
export { gradientVariance, type GradientMoments, type GradientVarianceOptions } from "./audit/gradientVariance";
export { meyerWallach, meyerWallachOf } from "./audit/meyerWallach";
export { tokenPermutationTest, type PermutationErrors, type TokenPermutationOptions } from "./audit/tokenPermutationTest";
export { randomStates } from "./audit/randomStates";
export {
  effectiveDimensionStudy,
  type EffectiveDimensionConfig,
  type EffectiveDimensionStudy,
} from "./experiments/effectiveDimensionStudy";
export { expressibilityStudy, type ExpressibilityConfig, type ExpressibilityStudy } from "./experiments/expressibilityStudy";
export { gradientVarianceStudy, type GradientVarianceConfig, type GradientVarianceStudy } from "./experiments/gradientVarianceStudy";
export { halfChainEntropy, type HalfChainEntropy, type HalfChainEntropyConfig } from "./experiments/halfChainEntropy";
export { permutationStudy, type PermutationConfig, type PermutationStudy } from "./experiments/permutationStudy";
export { effectiveDimensionFigure, type EffectiveDimensionData } from "./figures/effectiveDimensionFigure";
export { expressibilityFigure, type ExpressibilityData } from "./figures/expressibilityFigure";
export { gradientVarianceFigure, type GradientVarianceData } from "./figures/gradientVarianceFigure";
export { halfChainEntropyFigure, type HalfChainEntropyData } from "./figures/halfChainEntropyFigure";
export { permutationFigure, type PermutationData } from "./figures/permutationFigure";
export { entanglementStudy, type EntanglementConfig, type EntanglementStudy } from "./experiments/entanglement";
export { gradientCosts, type GradientCostConfig, type GradientCosts } from "./experiments/gradientCosts";
export { gradientErrors, type GradientErrorConfig, type GradientErrors } from "./experiments/gradientErrors";
export { expvalLandscape, type Landscape, type LandscapeAxis } from "./experiments/landscape";
export { shiftRuleStudy, type ShiftRuleStudy } from "./experiments/shiftRuleStudy";
export { differenceStepFigure, type DifferenceStepData } from "./figures/differenceStepFigure";
export { differenceSteps, type DifferenceStepConfig, type DifferenceSteps } from "./experiments/differenceSteps";
export { featureFigure, projectionFigure, type FeatureData } from "./figures/featureFigure";
export { initialisationFigure, type InitialisationData } from "./figures/initialisationFigure";
export { plateauFigure, type PlateauData } from "./figures/plateauFigure";
export { embeddingStudy, type EmbeddingStudy, type EmbeddingStudyConfig } from "./experiments/embeddingStudy";
export { initialisationStudy, type InitialisationConfig, type InitialisationStudy } from "./experiments/initialisation";
export { embedTokens } from "./layers/quantum/embedTokens";
export { attentionMapFigure, type AttentionMapData } from "./figures/attentionMapFigure";
export { concentrationFigure, type ConcentrationData } from "./figures/concentrationFigure";
export { pairedFigure } from "./figures/pairedFigure";
export { scoreErrorFigure, type ScoreErrorData } from "./figures/scoreErrorFigure";
export { attentionMaps, type AttentionMapChoice, type AttentionMapConfig, type AttentionMaps } from "./experiments/attentionMaps";
export { armRows, claimRows } from "./experiments/comparisonTables";
export { saveComparison, type SavedComparisonFigure } from "./experiments/saveComparison";
export { redrawFigures, type RedrawnFigure } from "./experiments/savedFigures";
export { scoreConcentration, type ScoreConcentration, type ScoreConcentrationConfig } from "./experiments/scoreConcentration";
export { scoreErrors, type ScoreErrorConfig, type ScoreErrors } from "./experiments/scoreErrors";
export { loadTrial } from "./experiments/trial/loadTrial";
export { runTrial, type TrialOptions } from "./experiments/trial/trial";
export { trialConfig, type TrialConfig, type TrialTraining } from "./experiments/trial/trialConfig";
export type { DroppedPair } from "./experiments/trial/trialPlan";
export type { TrialCell, TrialComparison, TrialCurve, TrialResult, TrialTwin } from "./experiments/trial/trialResult";
export { trialCellRows, trialDifficultyRows, trialNote, trialPairRows, trialTestRows } from "./experiments/trial/trialTables";
export { saveTrialFigures, type SavedTrialFigures } from "./experiments/trial/saveTrial";
export { trialCurvesFigure, type TrialCurvesData } from "./figures/trialCurvesFigure";
export { trialFigure, type TrialFigureData } from "./figures/trialFigure";
export { trainedAttentionMaps, type TrainedMapConfig, type TrainedMaps } from "./experiments/trial/trainedMaps";
export { shotAccuracy, type ShotAccuracy, type ShotAccuracyConfig } from "./experiments/trial/shotAccuracy";
export { shotAccuracyFigure, type ShotAccuracyData } from "./figures/shotAccuracyFigure";
