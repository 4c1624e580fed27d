import { Problem } from '#contracts';
import { Param, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';

/** An id in a path. What is no UUID names nothing. */
class ResourceIdPipe implements PipeTransform<string, string> {
  /** @throws Problem `not_found` */
  transform(value: string): string {
    if (!validate(value)) throw new Problem('not_found');
    return value.toLowerCase();
  }
}

/** The `:id` of the route (or another parameter), or 404. */
export const ResourceId = (parameter = 'id'): ParameterDecorator =>
  Param(parameter, new ResourceIdPipe());
