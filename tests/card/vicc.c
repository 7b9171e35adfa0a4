/* vicc.c - the fake card behind vpcd, a virtual reader that is not ours: TCP to 127.0.0.1, two bytes of length and a body each way; a body of one byte is
 * power off, power on, reset or "give your ATR". For tests only. */
#include "fake_card.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const uint8_t atr[] = { 0x3b, 0xe0, 0x00, 0xff, 0x81, 0x31, 0xfe, 0x45, 0x14 };

static int all(int fd, uint8_t *p, size_t n)
{
	while (n) {
		int one = 1;
		ssize_t k;
		setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
		if ((k = read(fd, p, n)) <= 0) return -1;
		p += k, n -= (size_t)k;
	}
	return 0;
}

static int send_body(int fd, const uint8_t *p, size_t n)
{
	uint8_t b[600] = { (uint8_t)(n >> 8), (uint8_t)n };
	memcpy(b + 2, p, n);
	return write(fd, b, n + 2) == (ssize_t)(n + 2) ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(35963), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct fake_card *card = argc > 1 ? fake_card_new(argv[1]) : NULL;
	int fd = -1, one = 1;
	if (!card) return 99;
	for (int i = 0; i < 100 && fd < 0; i++) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) { close(fd); fd = -1; usleep(50000); }
	}
	if (fd < 0) return 98;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	for (;;) {
		uint8_t len[2], body[600], answer[600];
		size_t n, got = 0;
		if (all(fd, len, 2) != 0 || (n = (size_t)len[0] << 8 | len[1]) > sizeof body || all(fd, body, n) != 0) break;
		if (n == 1) {
			if (body[0] == 4 && send_body(fd, atr, sizeof atr) != 0) break;
			if (body[0] < 4) fake_card_reset(card);
		} else if (fake_card_apdu(card, body, n, answer, sizeof answer, &got) != 0 || send_body(fd, answer, got) != 0) {
			break;
		}
	}
	fake_card_free(card);
	return 0;
}
