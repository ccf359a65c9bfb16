import { Controller, Get, Header, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '#libs/clients';
import { ERRORS_PATH } from '../http/problem-response.js';
import { PROBLEMS } from '../http/problems.js';

/** The page that the `type` of every problem document points to. */
@ApiExcludeController()
@Controller(ERRORS_PATH)
@Public()
export class ErrorsPageController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'")
  page(): string {
    return PAGE;
  }
}

const SECTIONS = Object.entries(PROBLEMS).map(
  ([code, { status, title, remedy }]) =>
    `<section id="${code}"><h2><code>${code}</code> (${status})</h2><p>${title}.</p><p>${escaped(remedy)}</p></section>`,
);

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Errors</title><h1>Errors</h1>${SECTIONS.join('')}</html>`;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** /docs/errors: the page that every problem document points to. The document itself is served by `document.ts`. */
@Module({
  controllers: [ErrorsPageController],
})
export class OpenApiModule {}
