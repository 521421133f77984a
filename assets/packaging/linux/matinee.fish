# How a line of @PROGRAM@ may go on; the program itself answers.
complete -c @PROGRAM@ -a '(COMP_LINE=(commandline -cp) /usr/bin/@PROGRAM@)'
