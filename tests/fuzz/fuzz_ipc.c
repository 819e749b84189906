/*
 * fuzz_ipc: what a client of the local socket may send. The input is a stream, cut into documents in two ways that must
 * agree; each document is read as a request and as an answer, and what was taken is encoded again to the same meaning.
 */
#include "protocol/ipc.h"

#include <string.h>

#include "protocol/crypt.h"
#include "protocol/pack.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

static void check_request(struct span document)
{
	struct ipc_request request, again;
	struct buf normal, out, normal_again;
	char call[VB_IPC_CALL_MAX_BYTES + 1];

	buf_init(&normal, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&normal_again, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&out, 2 * VB_IPC_FRAME_MAX_BYTES);
	if (ipc_request_decode(document, &normal, &request) == 0) {
		must(request.call.size > 0 && request.call.size <= VB_IPC_CALL_MAX_BYTES);
		memcpy(call, request.call.data, request.call.size);
		call[request.call.size] = '\0';
		ipc_request_encode(&out, request.id, call, request.args);
		must(ipc_request_decode(buf_span(&out), &normal_again, &again) == 0);
		must(again.id == request.id && span_is_equal(again.call, request.call) &&
		     span_is_equal(again.args, request.args));
	}
	buf_release(&normal);
	buf_release(&normal_again);
	buf_release(&out);
}

static void check_answer(struct span document)
{
	struct ipc_answer answer, again;
	struct buf out;

	buf_init(&out, 2 * VB_IPC_FRAME_MAX_BYTES);
	if (ipc_answer_decode(document, &answer) == 0 && answer.err == 0) {
		ipc_answer_result(&out, answer.id, answer.result);
		must(ipc_answer_decode(buf_span(&out), &again) == 0);
		must(again.id == answer.id && span_is_equal(again.result, answer.result));
	}
	buf_release(&out);
}

/* Puts the bytes into a stream in pieces of a size and hashes the documents that come out. */
static void cut(struct span in, size_t piece, struct hash *out)
{
	struct ipc_stream stream;
	struct span document;
	struct hasher h;
	int err = 0;

	hasher_init(&h, NULL);
	ipc_stream_init(&stream);
	for (size_t at = 0; at < in.size && err == 0;) {
		size_t room, n = in.size - at < piece ? in.size - at : piece;
		uint8_t *start = ipc_stream_room(&stream, &room);

		must(room > 0);
		n = n < room ? n : room;
		memcpy(start, in.data + at, n);
		ipc_stream_fill(&stream, n);
		at += n;
		while (ipc_stream_next(&stream, &document, &err)) {
			uint8_t head[VB_IPC_HEAD_BYTES];

			ipc_head_put(head, document.size);
			hasher_put(&h, head, sizeof(head));
			hasher_put(&h, document.data, document.size);
			if (piece == SIZE_MAX) {
				check_request(document);
				check_answer(document);
			}
		}
	}
	hasher_put(&h, &err, sizeof(err));
	hasher_finish(&h, out);
	ipc_stream_release(&stream);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(crypt_init() == 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hash whole, pieces;

	cut(span_of(data, size), SIZE_MAX, &whole);
	cut(span_of(data, size), 3, &pieces);
	must(memcmp(&whole, &pieces, sizeof(whole)) == 0);
	return 0;
}
