'use strict';

// The HTTP node of Node-RED: posts a payload with its number of characters as Content-Length, and looks at the status
// alone. Reads {"url": "...", "payload": "..."} from standard input and prints the status.

const http = require('http');

async function main() {
  let input = '';
  for await (const chunk of process.stdin) input += chunk;
  const { url, payload } = JSON.parse(input);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': payload.length };
  const request = http.request(url, { method: 'POST', headers }, (response) => {
    console.log(response.statusCode);
    process.exit(0);
  });
  request.on('error', (failure) => {
    console.error(failure.message);
    process.exit(1);
  });
  request.end(payload);
}

main();
