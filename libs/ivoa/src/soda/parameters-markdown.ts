import { type ParameterDefinition, SODA_PARAMETERS } from './parameters.js';

const MULTIPLICITY = { single: 'once', filter: 'repeated, as one filter', list: 'repeated, a result for each' };

/** The parameters of /soda/sync as a Markdown table, for docs/parameters.md. */
export function sodaParametersMarkdown(): string {
  return parametersMarkdown(SODA_PARAMETERS);
}

/** A row for each parameter. */
export function parametersMarkdown(parameters: readonly ParameterDefinition[]): string {
  const rows = parameters.map((parameter) => {
    const { name, datatype, arraysize = '', xtype = '', unit = '', ucd = '', multiplicity, description } = parameter;
    const cells = [
      code(name),
      `${datatype} ${arraysize}`.trim().replaceAll('*', '\\*'),
      xtype,
      unit,
      code(ucd),
      MULTIPLICITY[multiplicity],
      description,
    ];
    return `| ${cells.join(' | ')} |\n`;
  });
  return `| parameter | type | xtype | unit | UCD | given | meaning |\n| --- | --- | --- | --- | --- | --- | --- |\n${rows.join('')}`;
}

function code(text: string): string {
  return text && `\`${text}\``;
}
