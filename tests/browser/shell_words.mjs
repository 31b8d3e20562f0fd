// What a shell makes of a command line that the page gave away to be copied.
import {execFileSync} from 'node:child_process';

// The words that bash makes of a command line of `program`.
export function wordsOf(program, command, env = {}) {
  const script = `${program}() { cat >/dev/null & printf '%s\\0' "$@"; }\n${command}\n`;
  const out = execFileSync('bash', ['--norc', '--noprofile', '-s'],
                           {input: script, env: {PATH: process.env.PATH, ...env}, maxBuffer: 1 << 26});
  return out.toString('utf8').split('\0').slice(0, -1);
}
