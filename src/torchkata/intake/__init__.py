"""What instructors have, made into submissions: files and archives, notebooks, and whose file is whose.

Everything here comes from people whom nobody has checked. It is read as bytes in memory: nothing is imported, run,
or written to disk. What cannot be used costs its own submission alone, and is said in a sentence.

From the ground up: `files` (a file, wherever it lies), `archives` (zip and tar), `statements` (the code of a notebook that
is kept), `notebooks`, `modules` (the files of a submission as modules), `layouts` (the files of a class as submissions).
"""
