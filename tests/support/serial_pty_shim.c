/* Preloaded into the serial tests, so that libserialport takes a pseudo-terminal for a port: it answers the
 * two things one refuses, the sysfs entry and the modem lines, and leaves everything else to the system. It
 * keeps the lines and also counts poll() calls, for a reader that spins is told by those and not by a clock. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long polls;

long serial_pty_shim_polls(void) {
  return atomic_load(&polls);
}

/* What DTR and RTS are; the kernel raises both when a port is opened. */
static atomic_int lines = TIOCM_DTR | TIOCM_RTS | TIOCM_CTS | TIOCM_DSR;

int serial_pty_shim_lines(void) {
  return atomic_load(&lines);
}

static int is_entry_of_pty(const char* path) {
  return path != NULL && strncmp(path, "/sys/class/tty/pts/", strlen("/sys/class/tty/pts/")) == 0;
}

static int answer_link(struct stat* out) {
  memset(out, 0, sizeof *out);
  out->st_mode = S_IFLNK | 0777;
  return 0;
}

int lstat(const char* restrict path, struct stat* restrict out) {
  int (*real)(const char*, struct stat*) = (int (*)(const char*, struct stat*))dlsym(RTLD_NEXT, "lstat");
  return is_entry_of_pty(path) ? answer_link(out) : real(path, out);
}

/* What a library built against an older glibc calls for lstat. */
int __lxstat(int version, const char* path, struct stat* out) {
  int (*real)(int, const char*, struct stat*) =
      (int (*)(int, const char*, struct stat*))dlsym(RTLD_NEXT, "__lxstat");
  return is_entry_of_pty(path) ? answer_link(out) : real(version, path, out);
}

ssize_t readlink(const char* restrict path, char* restrict buffer, size_t size) {
  static const char target[] = "../../devices/platform/pseudo/tty";
  ssize_t (*real)(const char*, char*, size_t) =
      (ssize_t(*)(const char*, char*, size_t))dlsym(RTLD_NEXT, "readlink");
  if (!is_entry_of_pty(path)) return real(path, buffer, size);
  if (size > sizeof target - 1) size = sizeof target - 1;
  memcpy(buffer, target, size);
  return (ssize_t)size;
}

int ioctl(int fd, unsigned long request, ...) {
  int (*real)(int, unsigned long, void*) = (int (*)(int, unsigned long, void*))dlsym(RTLD_NEXT, "ioctl");
  va_list arguments;
  void* argument;
  int result;
  va_start(arguments, request);
  argument = va_arg(arguments, void*);
  va_end(arguments);
  result = real(fd, request, argument);
  if (result == 0 || errno != ENOTTY) return result;
  switch (request) {
    case TIOCMGET:
      *(int*)argument = atomic_load(&lines);
      return 0;
    case TIOCMSET:
      atomic_store(&lines, *(int*)argument);
      return 0;
    case TIOCMBIS:
      atomic_fetch_or(&lines, *(int*)argument);
      return 0;
    case TIOCMBIC:
      atomic_fetch_and(&lines, ~*(int*)argument);
      return 0;
    default:
      return result;
  }
}

int poll(struct pollfd* fds, nfds_t count, int timeout_ms) {
  int (*real)(struct pollfd*, nfds_t, int) = (int (*)(struct pollfd*, nfds_t, int))dlsym(RTLD_NEXT, "poll");
  atomic_fetch_add(&polls, 1);
  return real(fds, count, timeout_ms);
}
