import { Problem } from '#contracts';
import { type ImportFormat } from '#persistence';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { BodyStream } from '../http/body-stream.js';

/** A file on its way, and what is in it. */
export interface UploadedFile {
  format: ImportFormat;
  bytes: AsyncIterable<Buffer>;
}

const formats: [mediaType: RegExp, format: ImportFormat][] = [
  [/^text\/csv\b/i, 'csv'],
  [/\+json\b/i, 'json'],
  [/^application\/x-ndjson\b/i, 'ndjson'],
];

/** Injects the request's file. @throws Problem `unsupported_media_type` */
export const Uploaded = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { body } = context.switchToHttp().getRequest<{ body: unknown }>();
  if (!(body instanceof BodyStream)) throw new Problem('unsupported_media_type');
  const [, format] = formats.find(([mediaType]) => mediaType.test(body.mediaType)) ?? [];
  if (format === undefined) throw new Problem('unsupported_media_type');
  return { format, bytes: body } satisfies UploadedFile;
});
