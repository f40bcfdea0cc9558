/* Preloaded into the window: notes for each frame drawn when it began and ended, and writes both in
 * microseconds since the first (CLOCK_MONOTONIC), a line a frame, to the file ROLLSCOPE_SWAP_LOG names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { kMost = 1 << 16 };
static double began_us[kMost], ended_us[kMost], woke_us;
static int frames;

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static void* real(const char* name) {
  return dlsym(RTLD_NEXT, name);
}

/* A frame begins when the window comes back from waiting for events. */
void glfwPollEvents(void) {
  static void (*next)(void);
  if (!next) *(void**)&next = real("glfwPollEvents");
  next();
  woke_us = now_us();
}

void glfwWaitEventsTimeout(double timeout) {
  static void (*next)(double);
  if (!next) *(void**)&next = real("glfwWaitEventsTimeout");
  next(timeout);
  woke_us = now_us();
}

void glfwSwapBuffers(void* window) {
  static void (*next)(void*);
  if (!next) *(void**)&next = real("glfwSwapBuffers");
  next(window);
  if (frames == kMost) return;
  began_us[frames] = woke_us;
  ended_us[frames++] = now_us();
}

__attribute__((destructor)) static void write_log(void) {
  const char* path = getenv("ROLLSCOPE_SWAP_LOG");
  FILE* log = path && frames > 0 ? fopen(path, "w") : NULL;
  if (!log) return;
  for (int i = 0; i < frames; ++i) fprintf(log, "%.0f %.0f\n", began_us[i], ended_us[i]);
  fclose(log);
}
