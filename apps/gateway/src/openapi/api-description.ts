import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ApiDocument, documentOf } from './document.js';
import { pageOf } from './page.js';
import { DescribedRoutes } from './routes.js';

/** Of the API's contract, not of the software: a change that breaks clients raises the first number. */
const apiVersion = '1.0.0';

/** Written once, at the start: a route that nobody has described stops the boot. */
@Injectable()
export class ApiDescription implements OnModuleInit {
  document!: ApiDocument;
  page!: string;

  constructor(private readonly routes: DescribedRoutes) {}

  onModuleInit(): void {
    this.document = documentOf(this.routes.all(), apiVersion);
    this.page = pageOf(this.document);
  }
}
