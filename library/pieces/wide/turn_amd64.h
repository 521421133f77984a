// What the hashes share. To get the words of one index into one register, blocks are
// read one a register and turned over like a matrix; for that all registers are taken.

// MIX32, MIX64 and SHUFFLE are the steps of turning over: pairs of registers
// exchange words, pairs of words, and quarters.
#define MIX32(a, b, low, high) \
	VPUNPCKLDQ b, a, low  \
	VPUNPCKHDQ b, a, high

#define MIX64(a, b, low, high) \
	VPUNPCKLQDQ b, a, low  \
	VPUNPCKHQDQ b, a, high

#define SHUFFLE(a, b, even, odd) \
	VSHUFI32X4 $0x88, b, a, even \
	VSHUFI32X4 $0xdd, b, a, odd

// TURN reads a block of each lane, from SI on and DX bytes apart, so that Z0-Z15 are
// the message's words, each of all lanes. It takes BX and Z16-Z31.
#define TURN \
	MOVQ SI, BX;                 \
	VMOVDQU32 (BX), Z0;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z1;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z2;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z3;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z4;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z5;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z6;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z7;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z8;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z9;          \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z10;         \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z11;         \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z12;         \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z13;         \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z14;         \
	ADDQ DX, BX;                 \
	VMOVDQU32 (BX), Z15;         \
	MIX32(Z0, Z1, Z16, Z17);     \
	MIX32(Z2, Z3, Z18, Z19);     \
	MIX32(Z4, Z5, Z20, Z21);     \
	MIX32(Z6, Z7, Z22, Z23);     \
	MIX32(Z8, Z9, Z24, Z25);     \
	MIX32(Z10, Z11, Z26, Z27);   \
	MIX32(Z12, Z13, Z28, Z29);   \
	MIX32(Z14, Z15, Z30, Z31);   \
	MIX64(Z16, Z18, Z0, Z1);     \
	MIX64(Z17, Z19, Z2, Z3);     \
	MIX64(Z20, Z22, Z4, Z5);     \
	MIX64(Z21, Z23, Z6, Z7);     \
	MIX64(Z24, Z26, Z8, Z9);     \
	MIX64(Z25, Z27, Z10, Z11);   \
	MIX64(Z28, Z30, Z12, Z13);   \
	MIX64(Z29, Z31, Z14, Z15);   \
	SHUFFLE(Z0, Z4, Z16, Z20);   \
	SHUFFLE(Z8, Z12, Z24, Z28);  \
	SHUFFLE(Z1, Z5, Z17, Z21);   \
	SHUFFLE(Z9, Z13, Z25, Z29);  \
	SHUFFLE(Z2, Z6, Z18, Z22);   \
	SHUFFLE(Z10, Z14, Z26, Z30); \
	SHUFFLE(Z3, Z7, Z19, Z23);   \
	SHUFFLE(Z11, Z15, Z27, Z31); \
	SHUFFLE(Z16, Z24, Z0, Z8);   \
	SHUFFLE(Z20, Z28, Z4, Z12);  \
	SHUFFLE(Z17, Z25, Z1, Z9);   \
	SHUFFLE(Z21, Z29, Z5, Z13);  \
	SHUFFLE(Z18, Z26, Z2, Z10);  \
	SHUFFLE(Z22, Z30, Z6, Z14);  \
	SHUFFLE(Z19, Z27, Z3, Z11);  \
	SHUFFLE(Z23, Z31, Z7, Z15);  \
	VMOVDQU32 flip<>(SB), Z24;   \
	VPSHUFB Z24, Z0, Z0;         \
	VPSHUFB Z24, Z1, Z1;         \
	VPSHUFB Z24, Z2, Z2;         \
	VPSHUFB Z24, Z3, Z3;         \
	VPSHUFB Z24, Z4, Z4;         \
	VPSHUFB Z24, Z5, Z5;         \
	VPSHUFB Z24, Z6, Z6;         \
	VPSHUFB Z24, Z7, Z7;         \
	VPSHUFB Z24, Z8, Z8;         \
	VPSHUFB Z24, Z9, Z9;         \
	VPSHUFB Z24, Z10, Z10;       \
	VPSHUFB Z24, Z11, Z11;       \
	VPSHUFB Z24, Z12, Z12;       \
	VPSHUFB Z24, Z13, Z13;       \
	VPSHUFB Z24, Z14, Z14;       \
	VPSHUFB Z24, Z15, Z15

// flip turns the bytes of each word round.
DATA flip<>+0(SB)/8, $0x0405060700010203
DATA flip<>+8(SB)/8, $0x0c0d0e0f08090a0b
DATA flip<>+16(SB)/8, $0x0405060700010203
DATA flip<>+24(SB)/8, $0x0c0d0e0f08090a0b
DATA flip<>+32(SB)/8, $0x0405060700010203
DATA flip<>+40(SB)/8, $0x0c0d0e0f08090a0b
DATA flip<>+48(SB)/8, $0x0405060700010203
DATA flip<>+56(SB)/8, $0x0c0d0e0f08090a0b
GLOBL flip<>(SB), RODATA|NOPTR, $64
