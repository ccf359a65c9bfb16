// Runs once in each process that runs test files.
import 'reflect-metadata';

// Without it a process with an open connection would outlive the run, also a run that was killed.
process.once('disconnect', () => process.exit());
