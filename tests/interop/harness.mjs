// What the interop tests share: skipping with a reason, a process that prints
// its base URL, and named checks.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const folder = path.dirname(fileURLToPath(import.meta.url));

const SKIPPED = 77; // tests.cmake knows it

function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(SKIPPED);
}

// aimock needs node 20.15; older ones also lack what these scripts use.
export function requireEnvironment() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 15)) skip(`node ${process.versions.node} is older than 20.15`);
  const error = path.join(folder, 'install-error.txt');
  if (existsSync(error)) skip(readFileSync(error, 'utf8').trim());
  if (!process.env.ASSAY_BIN) throw new Error('ASSAY_BIN must name the program to test');
}

export function nodeMajor() {
  return Number(process.versions.node.split('.')[0]);
}

// Starts `program` and resolves with { url, stop } once it has printed a URL.
export function startServer(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => child.kill('SIGTERM');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = line.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (url) resolve({ url: url[0], stop });
    });
  });
}

// Runs every promise, prints each, and sets the exit code.
// Runs a program to its end: {code, output}, both of its streams as they came.
export function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  child.stdout.on('data', (text) => { output += text; });
  child.stderr.on('data', (text) => { output += text; });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve({ code, output }));
  });
}

export async function keepPromises(promises) {
  let broken = 0;
  for (const [name, promise] of Object.entries(promises)) {
    try {
      await promise();
      console.log(`ok     ${name}`);
    } catch (error) {
      broken += 1;
      console.log(`BROKEN ${name}\n${error.stack}`);
    }
  }
  process.exitCode = broken === 0 ? 0 : 1;
}
