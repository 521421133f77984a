"""Rivals from the npm registry, installed once at pinned versions without their install scripts."""
import os
import subprocess

import lab

VERSIONS = {'peerflix': '0.39.0', 'webtorrent': '3.0.21'}


def package(name):
    """The folder that node finds the package in."""
    folder = lab.work('npm', name)
    modules = os.path.join(folder, 'node_modules')
    if not os.path.exists(os.path.join(modules, name, 'package.json')):
        lab.say('installing %s %s (once)' % (name, VERSIONS[name]))
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'package.json'), 'w') as f:
            f.write('{"private": true}')
        done = subprocess.run(['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent',
                               '%s@%s' % (name, VERSIONS[name])], cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise lab.Trouble('npm install %s: %s' % (name, done.stderr.strip()[-200:]))
    return modules
