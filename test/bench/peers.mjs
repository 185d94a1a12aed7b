// The libraries that this one is compared with: installed when they are needed, by themselves.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

const locked = (path) => (existsSync(at(path)) ? JSON.parse(readFileSync(at(path), 'utf8')).packages : {})

export const installPeers = () => {
  const installed = locked('peers/node_modules/.package-lock.json')
  const wanted = Object.entries(locked('peers/package-lock.json')).filter(([path]) => path !== '')
  if (wanted.every(([path, { version }]) => installed[path]?.version === version)) return
  console.error('Installing the peers (npm ci) ...')
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: at('peers'),
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32'
  })
  if (npm.status !== 0) throw new Error('npm ci failed in test/bench/peers')
}
