//go:build !purego

#include "textflag.h"
#include "turn_amd64.h"

// SHA-256 of sixteen messages at the same time, with AVX-512: word by word as in
// FIPS 180-4, where each register holds one word of all messages.
//
// Z0-Z15 are the message's words, Z16-Z23 the working variables a-h, Z24-Z28 are
// scratch.

// ROUND is one of the 64 rounds, K is read at AX + k.
#define ROUND(a, b, c, d, e, f, g, h, w, k) \
	VPADDD.BCST k(AX), h, h           \
	VPADDD      w, h, h               \
	VPRORD      $6, e, Z24            \
	VPRORD      $11, e, Z25           \
	VPRORD      $25, e, Z26           \
	VMOVDQA32   e, Z27                \
	VPTERNLOGD  $0xca, g, f, Z27      \
	VPTERNLOGD  $0x96, Z26, Z25, Z24  \
	VPADDD      Z27, h, h             \
	VPRORD      $2, a, Z25            \
	VPRORD      $13, a, Z26           \
	VPRORD      $22, a, Z27           \
	VPADDD      Z24, h, h             \
	VMOVDQA32   a, Z28                \
	VPTERNLOGD  $0xe8, c, b, Z28      \
	VPTERNLOGD  $0x96, Z27, Z26, Z25  \
	VPADDD      h, d, d               \
	VPADDD      Z28, h, h             \
	VPADDD      Z25, h, h

// NEXT makes the word of the message that is 16 behind w.
#define NEXT(w, w1, w9, w14) \
	VPRORD     $7, w1, Z24           \
	VPRORD     $18, w1, Z25          \
	VPSRLD     $3, w1, Z26           \
	VPADDD     w9, w, w              \
	VPTERNLOGD $0x96, Z26, Z25, Z24  \
	VPRORD     $17, w14, Z25         \
	VPRORD     $19, w14, Z26         \
	VPSRLD     $10, w14, Z27         \
	VPADDD     Z24, w, w             \
	VPTERNLOGD $0x96, Z27, Z26, Z25  \
	VPADDD     Z25, w, w

// func sha256Blocks(s *state, data *byte, stride, count uint64)
TEXT ·sha256Blocks(SB), NOSPLIT, $0-32
	MOVQ s+0(FP), DI
	MOVQ data+8(FP), SI
	MOVQ stride+16(FP), DX
	MOVQ count+24(FP), CX

block:
	TURN
	VMOVDQU32 0(DI), Z16
	VMOVDQU32 64(DI), Z17
	VMOVDQU32 128(DI), Z18
	VMOVDQU32 192(DI), Z19
	VMOVDQU32 256(DI), Z20
	VMOVDQU32 320(DI), Z21
	VMOVDQU32 384(DI), Z22
	VMOVDQU32 448(DI), Z23

	LEAQ constants<>(SB), AX
	MOVQ $3, R8
	ROUND(Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z0, 0)
	ROUND(Z23, Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z1, 4)
	ROUND(Z22, Z23, Z16, Z17, Z18, Z19, Z20, Z21, Z2, 8)
	ROUND(Z21, Z22, Z23, Z16, Z17, Z18, Z19, Z20, Z3, 12)
	ROUND(Z20, Z21, Z22, Z23, Z16, Z17, Z18, Z19, Z4, 16)
	ROUND(Z19, Z20, Z21, Z22, Z23, Z16, Z17, Z18, Z5, 20)
	ROUND(Z18, Z19, Z20, Z21, Z22, Z23, Z16, Z17, Z6, 24)
	ROUND(Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z16, Z7, 28)
	ROUND(Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z8, 32)
	ROUND(Z23, Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z9, 36)
	ROUND(Z22, Z23, Z16, Z17, Z18, Z19, Z20, Z21, Z10, 40)
	ROUND(Z21, Z22, Z23, Z16, Z17, Z18, Z19, Z20, Z11, 44)
	ROUND(Z20, Z21, Z22, Z23, Z16, Z17, Z18, Z19, Z12, 48)
	ROUND(Z19, Z20, Z21, Z22, Z23, Z16, Z17, Z18, Z13, 52)
	ROUND(Z18, Z19, Z20, Z21, Z22, Z23, Z16, Z17, Z14, 56)
	ROUND(Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z16, Z15, 60)

rounds:
	ADDQ $64, AX
	NEXT(Z0, Z1, Z9, Z14)
	ROUND(Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z0, 0)
	NEXT(Z1, Z2, Z10, Z15)
	ROUND(Z23, Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z1, 4)
	NEXT(Z2, Z3, Z11, Z0)
	ROUND(Z22, Z23, Z16, Z17, Z18, Z19, Z20, Z21, Z2, 8)
	NEXT(Z3, Z4, Z12, Z1)
	ROUND(Z21, Z22, Z23, Z16, Z17, Z18, Z19, Z20, Z3, 12)
	NEXT(Z4, Z5, Z13, Z2)
	ROUND(Z20, Z21, Z22, Z23, Z16, Z17, Z18, Z19, Z4, 16)
	NEXT(Z5, Z6, Z14, Z3)
	ROUND(Z19, Z20, Z21, Z22, Z23, Z16, Z17, Z18, Z5, 20)
	NEXT(Z6, Z7, Z15, Z4)
	ROUND(Z18, Z19, Z20, Z21, Z22, Z23, Z16, Z17, Z6, 24)
	NEXT(Z7, Z8, Z0, Z5)
	ROUND(Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z16, Z7, 28)
	NEXT(Z8, Z9, Z1, Z6)
	ROUND(Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z8, 32)
	NEXT(Z9, Z10, Z2, Z7)
	ROUND(Z23, Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z9, 36)
	NEXT(Z10, Z11, Z3, Z8)
	ROUND(Z22, Z23, Z16, Z17, Z18, Z19, Z20, Z21, Z10, 40)
	NEXT(Z11, Z12, Z4, Z9)
	ROUND(Z21, Z22, Z23, Z16, Z17, Z18, Z19, Z20, Z11, 44)
	NEXT(Z12, Z13, Z5, Z10)
	ROUND(Z20, Z21, Z22, Z23, Z16, Z17, Z18, Z19, Z12, 48)
	NEXT(Z13, Z14, Z6, Z11)
	ROUND(Z19, Z20, Z21, Z22, Z23, Z16, Z17, Z18, Z13, 52)
	NEXT(Z14, Z15, Z7, Z12)
	ROUND(Z18, Z19, Z20, Z21, Z22, Z23, Z16, Z17, Z14, 56)
	NEXT(Z15, Z0, Z8, Z13)
	ROUND(Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z16, Z15, 60)
	DECQ R8
	JNZ  rounds

	VPADDD 0(DI), Z16, Z16
	VMOVDQU32 Z16, 0(DI)
	VPADDD 64(DI), Z17, Z17
	VMOVDQU32 Z17, 64(DI)
	VPADDD 128(DI), Z18, Z18
	VMOVDQU32 Z18, 128(DI)
	VPADDD 192(DI), Z19, Z19
	VMOVDQU32 Z19, 192(DI)
	VPADDD 256(DI), Z20, Z20
	VMOVDQU32 Z20, 256(DI)
	VPADDD 320(DI), Z21, Z21
	VMOVDQU32 Z21, 320(DI)
	VPADDD 384(DI), Z22, Z22
	VMOVDQU32 Z22, 384(DI)
	VPADDD 448(DI), Z23, Z23
	VMOVDQU32 Z23, 448(DI)

	ADDQ $64, SI
	DECQ CX
	JNZ  block
	VZEROUPPER
	RET


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
