// Shows /openapi.json with Swagger UI. Requests go to this server only; who calls is told by the cookie or by a token pasted under "Authorize".
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  filter: true,
  // Asking a validator elsewhere would tell it of this server.
  validatorUrl: null,
});
