export { collectionSchema, RULE_COLUMNS, type Collection, type CollectionRule } from './collection.js';
export { describeConfig, loadConfig, yamlKey, type Config, type Origin } from './config.js';
export { locatorSchema, locatorTitle, templateOf, type Locator } from './locator.js';
export { filled, literalStart, type Capture, type Template } from './template.js';
export { makeLogger, type Logger, type LoggerOptions } from './logger.js';
export { Metrics, metricsMarkdown, type ReadMetric } from './metrics.js';
export { resultsPlace, type ResultsPlace } from './results-place.js';
export { VARIABLES, type Variable } from './variables.js';
export { CREATOR, VERSION } from './version.js';
