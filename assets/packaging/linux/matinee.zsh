#compdef @PROGRAM@
# How a line of @PROGRAM@ may go on; the program itself answers.
local -a answers
answers=("${(@f)$(COMP_LINE="${(j: :)words[1,CURRENT]}" COMP_POINT= /usr/bin/@PROGRAM@)}")
compadd -f -- $answers
