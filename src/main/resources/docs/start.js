window.ui = SwaggerUIBundle({
  url: '/api/docs/openapi.yaml',
  dom_id: '#contract',
  deepLinking: true,
  validatorUrl: null,
  queryConfigEnabled: false
});
