#!/usr/bin/env node
import { runApp } from './app.ts';
import { surroundings } from './platform.ts';

process.exitCode = await runApp(process.argv.slice(2), surroundings());
