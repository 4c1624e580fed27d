import { Inject } from '@nestjs/common';

export const familyToken = (family: { name: string }): string => `CacheFamily:${family.name}`;

/** Injects the `CacheFamily` of a family declared with `CachingModule.forFeature`. */
export const InjectFamily = (family: { name: string }): ParameterDecorator & PropertyDecorator =>
  Inject(familyToken(family));
