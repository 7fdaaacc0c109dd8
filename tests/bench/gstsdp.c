/* GStreamer's GstSDPMessage as a peer of the benchmark.

   cc -O2 gstsdp.c -o gstsdp $(pkg-config --cflags --libs gstreamer-sdp-1.0)

   It says its version when it is ready, as JSON. Then, for each line "parse|write SECONDS FILE", it
   reads the descriptions of the file, which a NUL divides, and does it to each in turn for that
   much CPU time: it says how many microseconds one took. */

#include <gst/gst.h>
#include <gst/sdp/gstsdpmessage.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

static GstSDPMessage *parse(const char *text, gsize length) {
  GstSDPMessage *message;
  gst_sdp_message_new(&message);
  if (gst_sdp_message_parse_buffer((const guint8 *)text, length, message) != GST_SDP_OK) {
    fputs("gst_sdp_message_parse_buffer refused a description\n", stderr);
    exit(1);
  }
  return message;
}

static void drop(gpointer message) { gst_sdp_message_free(message); }

static double measure(gboolean writing, double seconds, const char *content, gsize size) {
  GPtrArray *messages = g_ptr_array_new_with_free_func(drop);
  double spent = 0;
  long count = 0;
  if (writing)
    for (const char *text = content; text < content + size; text += strlen(text) + 1)
      g_ptr_array_add(messages, parse(text, strlen(text)));
  while (spent < seconds) {
    double start = now();
    if (writing)
      for (guint at = 0; at < messages->len; at += 1, count += 1)
        g_free(gst_sdp_message_as_text(messages->pdata[at]));
    else
      for (const char *text = content; text < content + size; count += 1) {
        gsize length = strlen(text);
        gst_sdp_message_free(parse(text, length));
        text += length + 1;
      }
    spent += now() - start;
  }
  g_ptr_array_free(messages, TRUE);
  return spent / count * 1e6;
}

int main(int argc, char **argv) {
  char line[4096], *save;
  guint major, minor, micro, nano;
  gst_init(&argc, &argv);
  gst_version(&major, &minor, &micro, &nano);
  printf("\"%u.%u.%u\"\n", major, minor, micro);
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    gboolean writing = !strcmp(strtok_r(line, " \n", &save), "write");
    double seconds = g_ascii_strtod(strtok_r(NULL, " \n", &save), NULL);
    char *content;
    gsize size;
    if (!g_file_get_contents(strtok_r(NULL, "\n", &save), &content, &size, NULL)) return 1;
    printf("%.9g\n", measure(writing, seconds, content, size));
    fflush(stdout);
    g_free(content);
  }
  return 0;
}
