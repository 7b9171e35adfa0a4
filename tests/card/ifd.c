/* ifd.c - an IFD handler that the real pcscd loads: one reader with one slot, the fake card inside. DEVICENAME is a file; the card is there while
 * DEVICENAME.present exists; its folder is DEVICENAME.card. For tests only. */
#include "fake_card.h"
#include <ifdhandler.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct { char device[256]; struct fake_card *card; } slot;     /* one reader in one pcscd: what the interface of handlers allows */
static const unsigned char atr[] = { 0x3b, 0xe0, 0x00, 0xff, 0x81, 0x31, 0xfe, 0x45, 0x14 };

static int present(void)
{
	char path[300];
	snprintf(path, sizeof path, "%s.present", slot.device);
	return access(path, F_OK) == 0;
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR device)
{
	(void)lun;
	snprintf(slot.device, sizeof slot.device, "%s", device);
	return IFD_SUCCESS;
}
RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel) { (void)lun, (void)channel; return IFD_COMMUNICATION_ERROR; }
RESPONSECODE IFDHCloseChannel(DWORD lun)
{
	(void)lun;
	fake_card_free(slot.card);
	slot.card = NULL;
	return IFD_SUCCESS;
}
RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value)
{
	(void)lun;
	switch (tag) {
	case TAG_IFD_ATR:
		if (!slot.card || *length < sizeof atr) { *length = 0; return IFD_SUCCESS; }
		memcpy(value, atr, sizeof atr);
		*length = sizeof atr;
		return IFD_SUCCESS;
	case TAG_IFD_SLOTS_NUMBER: case TAG_IFD_SIMULTANEOUS_ACCESS:
		*value = 1; *length = 1; return IFD_SUCCESS;
	case TAG_IFD_THREAD_SAFE: case TAG_IFD_SLOT_THREAD_SAFE:
		*value = 0; *length = 1; return IFD_SUCCESS;
	default:
		return IFD_ERROR_TAG;
	}
}
RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value) { (void)lun, (void)tag, (void)length, (void)value; return IFD_NOT_SUPPORTED; }
RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR a, UCHAR b, UCHAR c) { (void)lun, (void)protocol, (void)flags, (void)a, (void)b, (void)c; return IFD_SUCCESS; }
RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR out, PDWORD length)
{
	char path[300];
	(void)lun;
	*length = 0;
	if (action == IFD_POWER_DOWN) return IFD_SUCCESS;
	if (!present()) return IFD_COMMUNICATION_ERROR;
	if (!slot.card) {
		snprintf(path, sizeof path, "%s.card", slot.device);
		slot.card = fake_card_new(path);
	}
	if (!slot.card) return IFD_COMMUNICATION_ERROR;
	fake_card_reset(slot.card);
	memcpy(out, atr, sizeof atr);
	*length = sizeof atr;
	return IFD_SUCCESS;
}
RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send, PUCHAR cmd, DWORD n, PUCHAR answer, PDWORD got, PSCARD_IO_HEADER receive)
{
	size_t len = 0;
	(void)lun, (void)send, (void)receive;
	if (!present() || !slot.card || fake_card_apdu(slot.card, cmd, n, answer, *got, &len) != 0) { *got = 0; return IFD_COMMUNICATION_ERROR; }
	*got = len;
	return IFD_SUCCESS;
}
RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR in, DWORD n, PUCHAR out, DWORD cap, LPDWORD got)
{
	(void)lun, (void)code, (void)in, (void)n, (void)out, (void)cap;
	*got = 0;
	return IFD_ERROR_NOT_SUPPORTED;
}
RESPONSECODE IFDHICCPresence(DWORD lun)
{
	(void)lun;
	if (present()) return IFD_ICC_PRESENT;
	fake_card_free(slot.card);
	slot.card = NULL;
	return IFD_ICC_NOT_PRESENT;
}
