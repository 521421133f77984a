# How a line of @PROGRAM@ may go on; the program itself answers.
complete -C /usr/bin/@PROGRAM@ @PROGRAM@
