fetch("apis.json")
  .then((answer) => answer.json())
  .then((apis) => SwaggerUIBundle({
    urls: apis,
    dom_id: "#docs",
    deepLinking: true,
    displayRequestDuration: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: "StandaloneLayout",
    // The public validator would be told about this installation.
    validatorUrl: null,
  }));
