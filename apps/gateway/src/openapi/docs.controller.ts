import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../auth/route-access.js';
import { ApiDescription } from './api-description.js';
import { type ApiDocument } from './document.js';
import { Describe } from './operation.js';

/** The API's description, for people and for programs. It tells nothing that is a tenant's. */
@Public()
@Controller('docs')
export class DocsController {
  constructor(private readonly description: ApiDescription) {}

  /** Without scripts, and nothing from elsewhere: it reads the same without a network. */
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  @Describe('The API as a page to read', { media: 'text/html' })
  page(): string {
    return this.description.page;
  }

  @Get('openapi.json')
  @Describe('The API as an OpenAPI 3.1 document', { media: 'application/json' })
  document(): ApiDocument {
    return this.description.document;
  }
}
