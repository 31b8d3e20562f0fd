#include "tests/simulation/disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

namespace assay::testing {

// A change that the platter may not have: bytes at an offset, or a new size.
struct Change {
  std::size_t offset = 0;
  std::string bytes;
  bool truncates = false;
};

struct DiskFile {
  std::string bytes;            // as processes see it
  std::string platter;          // as it was forced last
  std::vector<Change> changes;  // since then
  std::vector<std::unique_ptr<std::string>> shared_memory;
  std::vector<OpenFile*> opened;
};

struct OpenFile {
  Disk* disk = nullptr;
  std::shared_ptr<DiskFile> file;
  std::string path;
  bool deletes_on_close = false;
  int lock = SQLITE_LOCK_NONE;
  unsigned shared_slots = 0;  // of the shared memory's locks, a bit each
  unsigned exclusive_slots = 0;
};

namespace {

struct Handle {
  sqlite3_file base;
  OpenFile* open;
};

OpenFile& opened(sqlite3_file* file) {
  return *reinterpret_cast<Handle*>(file)->open;
}

void put_into(const Change& change, std::string& bytes) {
  if (change.truncates) return bytes.resize(change.offset);
  if (bytes.size() < change.offset + change.bytes.size())
    bytes.resize(change.offset + change.bytes.size());
  bytes.replace(change.offset, change.bytes.size(), change.bytes);
}

void make(DiskFile& file, Change change) {
  put_into(change, file.bytes);
  file.changes.push_back(std::move(change));
}

int close_file(sqlite3_file* base) {
  OpenFile* const open = &opened(base);
  std::erase(open->file->opened, open);
  if (open->file->opened.empty()) open->file->shared_memory.clear();
  if (open->deletes_on_close) open->disk->files.erase(open->path);
  delete open;
  return SQLITE_OK;
}

int read_file(sqlite3_file* base, void* into, int count, sqlite3_int64 offset) {
  const OpenFile& open = opened(base);
  if (open.disk->is_dead()) return SQLITE_IOERR_READ;
  const std::string& bytes = open.file->bytes;
  const auto from = std::min(static_cast<std::size_t>(offset), bytes.size());
  const std::size_t there = std::min(bytes.size() - from, static_cast<std::size_t>(count));
  std::memcpy(into, bytes.data() + from, there);
  if (there == static_cast<std::size_t>(count)) return SQLITE_OK;
  std::memset(static_cast<char*>(into) + there, 0, static_cast<std::size_t>(count) - there);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* base, const void* from, int count, sqlite3_int64 offset) {
  OpenFile& open = opened(base);
  const Fate fate = open.disk->decide("write", open.path);
  std::string bytes(static_cast<const char*>(from), static_cast<std::size_t>(count));
  if (fate == Fate::torn) bytes.resize(bytes.size() / 2);
  if (fate == Fate::done || fate == Fate::dies_after || fate == Fate::torn)
    make(*open.file, {static_cast<std::size_t>(offset), std::move(bytes), false});
  if (fate == Fate::full) return SQLITE_FULL;
  return fate == Fate::done ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
  OpenFile& open = opened(base);
  const Fate fate = open.disk->decide("truncate", open.path);
  if (fate == Fate::done || fate == Fate::dies_after)
    make(*open.file, {static_cast<std::size_t>(size), {}, true});
  return fate == Fate::done ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int sync_file(sqlite3_file* base, int) {
  OpenFile& open = opened(base);
  const Fate fate = open.disk->decide("sync", open.path);
  if (fate == Fate::done || fate == Fate::dies_after) open.disk->forced(*open.file, open.path);
  return fate == Fate::done ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int size_of_file(sqlite3_file* base, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(opened(base).file->bytes.size());
  return SQLITE_OK;
}

// SQLite's ladder of locks: many SHARED, of these one RESERVED, and EXCLUSIVE alone.
int lock_file(sqlite3_file* base, int wanted) {
  OpenFile& open = opened(base);
  if (open.lock >= wanted) return SQLITE_OK;
  int others = SQLITE_LOCK_NONE;
  for (const OpenFile* other : open.file->opened)
    if (other != &open) others = std::max(others, other->lock);
  const int most = wanted == SQLITE_LOCK_SHARED     ? SQLITE_LOCK_RESERVED
                   : wanted == SQLITE_LOCK_RESERVED ? SQLITE_LOCK_SHARED
                                                    : SQLITE_LOCK_NONE;
  if (others > most) return SQLITE_BUSY;
  open.lock = wanted;
  return SQLITE_OK;
}

int unlock_file(sqlite3_file* base, int wanted) {
  opened(base).lock = std::min(opened(base).lock, wanted);
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* base, int* reserved) {
  const auto& all = opened(base).file->opened;
  *reserved = std::any_of(all.begin(), all.end(),
                          [](const OpenFile* each) { return each->lock >= SQLITE_LOCK_RESERVED; });
  return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return 4096;
}
int characteristics(sqlite3_file*) {
  return 0;  // nothing is promised
}

int map_memory(sqlite3_file* base, int region, int size, int extend, void volatile** into) {
  auto& regions = opened(base).file->shared_memory;
  *into = nullptr;
  while (extend != 0 && regions.size() <= static_cast<std::size_t>(region))
    regions.push_back(std::make_unique<std::string>(static_cast<std::size_t>(size), '\0'));
  if (static_cast<std::size_t>(region) < regions.size())
    *into = regions[static_cast<std::size_t>(region)]->data();
  return SQLITE_OK;
}

int lock_memory(sqlite3_file* base, int first, int count, int flags) {
  OpenFile& open = opened(base);
  const unsigned slots = ((1U << count) - 1U) << first;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    open.shared_slots &= ~slots;
    open.exclusive_slots &= ~slots;
    return SQLITE_OK;
  }
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (const OpenFile* other : open.file->opened) {
    const unsigned held = other->exclusive_slots | (exclusive ? other->shared_slots : 0U);
    if (other != &open && (held & slots) != 0) return SQLITE_BUSY;
  }
  (exclusive ? open.exclusive_slots : open.shared_slots) |= slots;
  return SQLITE_OK;
}

void memory_barrier(sqlite3_file*) {}

int unmap_memory(sqlite3_file* base, int) {
  opened(base).shared_slots = opened(base).exclusive_slots = 0;
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods = {2,
                                     close_file,
                                     read_file,
                                     write_file,
                                     truncate_file,
                                     sync_file,
                                     size_of_file,
                                     lock_file,
                                     unlock_file,
                                     check_reserved,
                                     control_file,
                                     sector_size,
                                     characteristics,
                                     map_memory,
                                     lock_memory,
                                     memory_barrier,
                                     unmap_memory,
                                     nullptr,
                                     nullptr};

Disk& disk_of(sqlite3_vfs* vfs) {
  return *static_cast<Disk*>(vfs->pAppData);
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags, int* got) {
  Disk& disk = disk_of(vfs);
  base->pMethods = nullptr;
  if (disk.is_dead()) return SQLITE_CANTOPEN;
  auto open = std::make_unique<OpenFile>();
  open->disk = &disk;
  if (name == nullptr) {  // a temporary one
    open->file = std::make_shared<DiskFile>();
  } else {
    open->path = name;
    open->deletes_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    auto& file = disk.files[open->path];
    if (!file) file = std::make_shared<DiskFile>();
    open->file = file;
  }
  open->file->opened.push_back(open.get());
  reinterpret_cast<Handle*>(base)->open = open.release();
  base->pMethods = &kMethods;
  if (got != nullptr) *got = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int) {
  Disk& disk = disk_of(vfs);
  const Fate fate = disk.decide("delete", name);
  const bool is_done = fate == Fate::done || fate == Fate::dies_after;
  if (is_done && disk.files.erase(name) == 0 && fate == Fate::done)
    return SQLITE_IOERR_DELETE_NOENT;
  return fate == Fate::done ? SQLITE_OK : SQLITE_IOERR_DELETE;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* result) {
  const auto& files = disk_of(vfs).files;
  const auto found = files.find(name);
  *result = found != files.end() && !found->second->bytes.empty();
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* into) {
  if (std::strlen(name) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::strcpy(into, name);
  return SQLITE_OK;
}

int random_bytes(sqlite3_vfs* vfs, int count, char* into) {
  for (int i = 0; i < count; ++i) into[i] = static_cast<char>(disk_of(vfs).noise.next());
  return count;
}

int sleep_for(sqlite3_vfs*, int microseconds) {
  return microseconds;
}
int current_time(sqlite3_vfs*, double* days) {
  *days = 2461000.5;  // nothing that is stored rests on it
  return SQLITE_OK;
}
int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

}  // namespace

Disk::Disk() : vfs_(std::make_unique<sqlite3_vfs>()) {
  vfs_->iVersion = 1;
  vfs_->szOsFile = sizeof(Handle);
  vfs_->mxPathname = 1024;
  vfs_->zName = "assay-simulation";
  vfs_->pAppData = this;
  vfs_->xOpen = open_file;
  vfs_->xDelete = delete_file;
  vfs_->xAccess = access_file;
  vfs_->xFullPathname = full_path;
  vfs_->xRandomness = random_bytes;
  vfs_->xSleep = sleep_for;
  vfs_->xCurrentTime = current_time;
  vfs_->xGetLastError = last_error;
  sqlite3_vfs_register(vfs_.get(), /*makeDflt=*/1);
}

Disk::~Disk() {
  sqlite3_vfs_unregister(vfs_.get());
}

void Disk::format(const Contents& contents, std::uint64_t seed) {
  files.clear();
  for (const auto& [path, bytes] : contents) {
    files[path] = std::make_shared<DiskFile>();
    files[path]->bytes = files[path]->platter = bytes;
  }
  noise = Random(seed);
  sqlite3_randomness(0, nullptr);  // asks for new noise
  is_dead_ = false;
}

Disk::Contents Disk::contents() const {
  Contents all;
  for (const auto& [path, file] : files) all[path] = file->bytes;
  return all;
}

void Disk::revive() {
  for (const auto& [path, file] : files) {
    if (!file->opened.empty()) throw std::logic_error(path + " is still open");
    file->shared_memory.clear();
  }
  is_dead_ = false;
}

void Disk::cut_power(Random& random) {
  for (const auto& [path, file] : files) {
    std::string platter = file->platter;
    const bool in_order = random.below(3) > 0;
    const std::size_t kept = random.below(file->changes.size() + 1);
    for (std::size_t i = 0; i < file->changes.size(); ++i) {
      Change change = file->changes[i];
      if (in_order ? i > kept : random.below(2) == 0) continue;
      if (in_order && i == kept && !change.truncates)
        change.bytes.resize(random.below(change.bytes.size() + 1));
      put_into(change, platter);
    }
    file->bytes = file->platter = std::move(platter);
    file->changes.clear();
  }
}

bool Disk::force(const std::string& path) {
  const auto found = files.find(path);
  if (found == files.end()) return !is_dead_;  // checkpointed and gone
  const Fate what = decide("sync", path);
  if (what == Fate::done || what == Fate::dies_after) forced(*found->second, path);
  return what == Fate::done;
}

Fate Disk::decide(std::string_view change, std::string_view path) {
  if (is_dead_) return Fate::dies_before;
  const Fate what = fate && !path.empty() ? fate(change, path) : Fate::done;
  ++changes;
  if (what == Fate::dies_before || what == Fate::dies_after) is_dead_ = true;
  return what;
}

void Disk::forced(DiskFile& file, std::string_view path) {
  file.platter = file.bytes;
  file.changes.clear();
  if (on_forced) on_forced(path);
}

}  // namespace assay::testing
