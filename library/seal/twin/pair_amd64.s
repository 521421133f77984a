//go:build !purego

#include "textflag.h"

// SHA-256 of two streams with the processor's SHA instructions, word by word as in FIPS
// 180-4. The steps of one stream stand between those of the other, so that neither waits.
//
// X0 is what the instruction for rounds reads, X1-X6 are one stream's state (ABEF, CDGH)
// and words, X7-X12 the other's, X13 is scratch, X14 turns bytes round; the states before
// a block lie on the stack.

// ROUNDS are four rounds of a stream: w their words, k where their constants are.
#define ROUNDS(abef, cdgh, w, k) \
	MOVOU       k(AX), X0          \
	PADDL       w, X0              \
	SHA256RNDS2 X0, abef, cdgh     \
	PSHUFD      $0x0e, X0, X0      \
	SHA256RNDS2 X0, cdgh, abef

// NEXT makes the words w4 that are 16 behind, of which the first half is done.
#define NEXT(w2, w3, w4) \
	MOVOA      w3, X13          \
	PALIGNR    $4, w2, X13      \
	PADDL      X13, w4          \
	SHA256MSG2 w3, w4

// LOAD reads 16 bytes as words.
#define LOAD(from, at, w) \
	MOVOU  at(from), w \
	PSHUFB X14, w

// OPEN and CLOSE turn a state from and into the order of FIPS 180-4.
#define OPEN(from, abef, cdgh) \
	MOVOU   0(from), abef         \
	MOVOU   16(from), cdgh        \
	PSHUFD  $0xb1, abef, abef     \
	PSHUFD  $0x1b, cdgh, cdgh     \
	MOVOA   abef, X13             \
	PALIGNR $8, cdgh, abef        \
	PBLENDW $0xf0, X13, cdgh

#define CLOSE(to, abef, cdgh) \
	PSHUFD  $0x1b, abef, abef     \
	PSHUFD  $0xb1, cdgh, cdgh     \
	MOVOA   abef, X13             \
	PBLENDW $0xf0, cdgh, abef     \
	PALIGNR $8, X13, cdgh         \
	MOVOU   abef, 0(to)           \
	MOVOU   cdgh, 16(to)

// func blocks(a, b *[8]uint32, ofA, ofB *byte, n uint64)
TEXT ·blocks(SB), NOSPLIT, $64-40
	MOVQ  a+0(FP), DI
	MOVQ  b+8(FP), SI
	MOVQ  ofA+16(FP), R8
	MOVQ  ofB+24(FP), R9
	MOVQ  n+32(FP), CX
	LEAQ  constants<>(SB), AX
	MOVOU flip<>(SB), X14
	OPEN(DI, X1, X2)
	OPEN(SI, X7, X8)

next:
	MOVOU X1, 0(SP)
	MOVOU X2, 16(SP)
	MOVOU X7, 32(SP)
	MOVOU X8, 48(SP)

	LOAD(R8, 0, X3)
	ROUNDS(X1, X2, X3, 0)
	LOAD(R9, 0, X9)
	ROUNDS(X7, X8, X9, 0)

	LOAD(R8, 16, X4)
	ROUNDS(X1, X2, X4, 16)
	SHA256MSG1 X4, X3
	LOAD(R9, 16, X10)
	ROUNDS(X7, X8, X10, 16)
	SHA256MSG1 X10, X9

	LOAD(R8, 32, X5)
	ROUNDS(X1, X2, X5, 32)
	SHA256MSG1 X5, X4
	LOAD(R9, 32, X11)
	ROUNDS(X7, X8, X11, 32)
	SHA256MSG1 X11, X10

	LOAD(R8, 48, X6)
	ROUNDS(X1, X2, X6, 48)
	NEXT(X5, X6, X3)
	SHA256MSG1 X6, X5
	LOAD(R9, 48, X12)
	ROUNDS(X7, X8, X12, 48)
	NEXT(X11, X12, X9)
	SHA256MSG1 X12, X11

	ROUNDS(X1, X2, X3, 64)
	NEXT(X6, X3, X4)
	SHA256MSG1 X3, X6
	ROUNDS(X7, X8, X9, 64)
	NEXT(X12, X9, X10)
	SHA256MSG1 X9, X12

	ROUNDS(X1, X2, X4, 80)
	NEXT(X3, X4, X5)
	SHA256MSG1 X4, X3
	ROUNDS(X7, X8, X10, 80)
	NEXT(X9, X10, X11)
	SHA256MSG1 X10, X9

	ROUNDS(X1, X2, X5, 96)
	NEXT(X4, X5, X6)
	SHA256MSG1 X5, X4
	ROUNDS(X7, X8, X11, 96)
	NEXT(X10, X11, X12)
	SHA256MSG1 X11, X10

	ROUNDS(X1, X2, X6, 112)
	NEXT(X5, X6, X3)
	SHA256MSG1 X6, X5
	ROUNDS(X7, X8, X12, 112)
	NEXT(X11, X12, X9)
	SHA256MSG1 X12, X11

	ROUNDS(X1, X2, X3, 128)
	NEXT(X6, X3, X4)
	SHA256MSG1 X3, X6
	ROUNDS(X7, X8, X9, 128)
	NEXT(X12, X9, X10)
	SHA256MSG1 X9, X12

	ROUNDS(X1, X2, X4, 144)
	NEXT(X3, X4, X5)
	SHA256MSG1 X4, X3
	ROUNDS(X7, X8, X10, 144)
	NEXT(X9, X10, X11)
	SHA256MSG1 X10, X9

	ROUNDS(X1, X2, X5, 160)
	NEXT(X4, X5, X6)
	SHA256MSG1 X5, X4
	ROUNDS(X7, X8, X11, 160)
	NEXT(X10, X11, X12)
	SHA256MSG1 X11, X10

	ROUNDS(X1, X2, X6, 176)
	NEXT(X5, X6, X3)
	SHA256MSG1 X6, X5
	ROUNDS(X7, X8, X12, 176)
	NEXT(X11, X12, X9)
	SHA256MSG1 X12, X11

	ROUNDS(X1, X2, X3, 192)
	NEXT(X6, X3, X4)
	SHA256MSG1 X3, X6
	ROUNDS(X7, X8, X9, 192)
	NEXT(X12, X9, X10)
	SHA256MSG1 X9, X12

	ROUNDS(X1, X2, X4, 208)
	NEXT(X3, X4, X5)
	ROUNDS(X7, X8, X10, 208)
	NEXT(X9, X10, X11)

	ROUNDS(X1, X2, X5, 224)
	NEXT(X4, X5, X6)
	ROUNDS(X7, X8, X11, 224)
	NEXT(X10, X11, X12)

	ROUNDS(X1, X2, X6, 240)
	ROUNDS(X7, X8, X12, 240)

	MOVOU 0(SP), X13
	PADDL X13, X1
	MOVOU 16(SP), X13
	PADDL X13, X2
	MOVOU 32(SP), X13
	PADDL X13, X7
	MOVOU 48(SP), X13
	PADDL X13, X8
	ADDQ  $64, R8
	ADDQ  $64, R9
	DECQ  CX
	JNZ   next

	CLOSE(DI, X1, X2)
	CLOSE(SI, X7, X8)
	RET

// flip turns the bytes of each word round.
DATA flip<>+0(SB)/8, $0x0405060700010203
DATA flip<>+8(SB)/8, $0x0c0d0e0f08090a0b
GLOBL flip<>(SB), RODATA|NOPTR, $16

// constants are the K of FIPS 180-4, 4.2.2.
DATA constants<>+0(SB)/8, $0x71374491428a2f98
DATA constants<>+8(SB)/8, $0xe9b5dba5b5c0fbcf
DATA constants<>+16(SB)/8, $0x59f111f13956c25b
DATA constants<>+24(SB)/8, $0xab1c5ed5923f82a4
DATA constants<>+32(SB)/8, $0x12835b01d807aa98
DATA constants<>+40(SB)/8, $0x550c7dc3243185be
DATA constants<>+48(SB)/8, $0x80deb1fe72be5d74
DATA constants<>+56(SB)/8, $0xc19bf1749bdc06a7
DATA constants<>+64(SB)/8, $0xefbe4786e49b69c1
DATA constants<>+72(SB)/8, $0x240ca1cc0fc19dc6
DATA constants<>+80(SB)/8, $0x4a7484aa2de92c6f
DATA constants<>+88(SB)/8, $0x76f988da5cb0a9dc
DATA constants<>+96(SB)/8, $0xa831c66d983e5152
DATA constants<>+104(SB)/8, $0xbf597fc7b00327c8
DATA constants<>+112(SB)/8, $0xd5a79147c6e00bf3
DATA constants<>+120(SB)/8, $0x1429296706ca6351
DATA constants<>+128(SB)/8, $0x2e1b213827b70a85
DATA constants<>+136(SB)/8, $0x53380d134d2c6dfc
DATA constants<>+144(SB)/8, $0x766a0abb650a7354
DATA constants<>+152(SB)/8, $0x92722c8581c2c92e
DATA constants<>+160(SB)/8, $0xa81a664ba2bfe8a1
DATA constants<>+168(SB)/8, $0xc76c51a3c24b8b70
DATA constants<>+176(SB)/8, $0xd6990624d192e819
DATA constants<>+184(SB)/8, $0x106aa070f40e3585
DATA constants<>+192(SB)/8, $0x1e376c0819a4c116
DATA constants<>+200(SB)/8, $0x34b0bcb52748774c
DATA constants<>+208(SB)/8, $0x4ed8aa4a391c0cb3
DATA constants<>+216(SB)/8, $0x682e6ff35b9cca4f
DATA constants<>+224(SB)/8, $0x78a5636f748f82ee
DATA constants<>+232(SB)/8, $0x8cc7020884c87814
DATA constants<>+240(SB)/8, $0xa4506ceb90befffa
DATA constants<>+248(SB)/8, $0xc67178f2bef9a3f7
GLOBL constants<>(SB), RODATA|NOPTR, $256
