import { Module } from '@nestjs/common';
import { ErrorsPageController } from './errors-page.controller.js';

/** /docs/errors: the page that every problem document points to. The document itself is served by `document.ts`. */
@Module({
  controllers: [ErrorsPageController],
})
export class OpenApiModule {}
