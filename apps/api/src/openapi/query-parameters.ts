import { ApiQuery } from '@nestjs/swagger';

/** The parameters of a query by the fields of its class, which describe themselves where they are validated. */
export function queryParameters<T extends object>(query: new () => T, names: readonly (keyof T & string)[]) {
  return names.map((name) => {
    const described = Reflect.getMetadata('swagger/apiModelProperties', query.prototype, name);
    const { description, example, required, nullable: _nullable, isArray: _isArray, ...schema } = described;
    return ApiQuery({
      name,
      required,
      description,
      example,
      schema: { ...schema, type: schema.type === 'integer' ? 'integer' : 'string' },
    });
  });
}
