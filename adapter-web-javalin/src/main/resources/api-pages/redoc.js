// Shows /openapi.json with ReDoc, which makes style sheets while it runs and has to name the nonce that the page's policy allows them by.
const font = 'system-ui, sans-serif';

Redoc.init(
  '/openapi.json',
  {
    nonce: document.currentScript.nonce,
    hideDownloadButton: false,
    theme: { typography: { fontFamily: font, headings: { fontFamily: font } } },
  },
  document.getElementById('docs'),
);
