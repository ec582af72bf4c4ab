/** Writes the typed client from the server's OpenAPI: `npm run client [-- path/to/openapi.json]`. */
import process from 'node:process';
import { createClient } from '@hey-api/openapi-ts';

await createClient({
  input: process.argv[2] ?? 'openapi.json',
  output: 'src/lib/api/generated',
  plugins: ['@hey-api/typescript']
});
