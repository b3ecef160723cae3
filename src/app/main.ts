/** Entry of the program: argv in, exit status out. */
process.stdout.write('');
