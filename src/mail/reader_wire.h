/* Frames between the daemon and a reading child over their stream socket.
 *
 * A frame is a header and `length` bytes; descriptors travel beside a frame
 * (unix(7), SCM_RIGHTS). Both ends are programs of ours, but the child has
 * read a stranger's mail: the daemon trusts no number in what it receives.
 */
#pragma once

#include <glib.h>

typedef enum {
    /* daemon → zygote */
    READER_FRAME_FORK, /* with the socket of a new child */
    /* daemon → child, with the descriptor to read */
    READER_FRAME_READ,    /* a raw mail */
    READER_FRAME_HEADERS, /* header blocks: 32-bit length, bytes, and so on;
                             index: how many to answer in one frame */
    READER_FRAME_EXAMINE, /* one document; READER_FRAME_PART follows */
    /* child → daemon */
    READER_FRAME_HELLO,      /* the child has taken up the request */
    READER_FRAME_NEED_FILE,  /* asks for an empty file */
    READER_FRAME_MESSAGE,    /* payload: message */
    READER_FRAME_ANSWERS,    /* payload: for header blocks in order, a 32-bit
                                length and a message; 0: unreadable */
    READER_FRAME_INSERT,     /* payload: part, to stand at index */
    READER_FRAME_REPLACE,    /* payload: part, examined, in place of index */
    READER_FRAME_UNREADABLE, /* index: ReaderCap */
    READER_FRAME_STORAGE,    /* index: errno of a file of the daemon's */
    READER_FRAME_DONE,
    /* daemon → child */
    READER_FRAME_FILE, /* with a descriptor; index: its number */
    READER_FRAME_PART, /* payload: the part to examine */
} ReaderFrameKind;

/* Which limit a mail is beyond. */
typedef enum {
    READER_CAP_HEADER_BYTES,
    READER_CAP_LEVELS,
    READER_CAP_PARTS,
    READER_CAP_PARAMETERS,
    READER_CAP_GROUPS,
    READER_CAP_COUNT,
} ReaderCap;
#define READER_CAP_NONE READER_CAP_COUNT

typedef struct {
    guint32 kind; /* ReaderFrameKind */
    guint32 index;
    guint32 length; /* at most READER_MAX_FRAME_BYTES */
} ReaderFrame;

#define READER_MAX_FRAME_BYTES (16 * 1024 * 1024)

/* Sends a frame; `payload` may be NULL. FALSE if the other end is gone. */
gboolean reader_wire_send(int socket, ReaderFrameKind kind, guint32 index,
                          GBytes *payload);

/* The same with descriptors and no payload, in one packet. */
gboolean reader_wire_send_fds(int socket, ReaderFrameKind kind, guint32 index,
                              const int *fds, gsize n);

/* Receives the header of a frame and up to `n` descriptors (close-on-exec,
 * -1 where fewer came; a surplus is closed). FALSE at the end of the stream or
 * for a length beyond the limit. */
gboolean reader_wire_receive(int socket, ReaderFrame *frame, int *fds, gsize n);

/* Receives the payload of `frame`; NULL if the stream ends before. */
GBytes *reader_wire_receive_payload(int socket, const ReaderFrame *frame);
