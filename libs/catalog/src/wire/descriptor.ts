import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ServiceDescriptor } from '#ivoa';
import type { InputParam, ServiceDescriptor as DescriptorMessage, ServiceDescriptorSchema } from '#proto';
import { listOrNone, nothingLeft } from './rest.js';

type Input = ServiceDescriptor['inputs'][number];

export function descriptorTo(descriptor: ServiceDescriptor): MessageInitShape<typeof ServiceDescriptorSchema> {
  const { id, name, description, standardId, accessPath, contentType, exampleQuery, inputs, utype, ...rest } = descriptor;
  nothingLeft(rest);
  return { id, name, description, standardId, accessPath, contentType, exampleQuery, inputs: inputs.map(inputTo), utype };
}

export function descriptorFrom(message: DescriptorMessage): ServiceDescriptor {
  const { $typeName: _name, $unknown: _unknown, inputs, utype, ...same } = message;
  return { ...same, inputs: inputs.map(inputFrom), utype: utype as ServiceDescriptor['utype'] };
}

function inputTo(input: Input): NonNullable<MessageInitShape<typeof ServiceDescriptorSchema>['inputs']>[number] {
  const { name, datatype, arraysize, xtype, unit, ucd, utype, description, value, ref, min, max, options, ...rest } = input;
  nothingLeft(rest);
  return { name, datatype, arraysize, xtype, unit, ucd, utype, description, value, ref, min, max, options: options as string[] };
}

function inputFrom({ $typeName: _name, $unknown: _unknown, options, ...same }: InputParam): Input {
  return { ...same, options: listOrNone(options) };
}
