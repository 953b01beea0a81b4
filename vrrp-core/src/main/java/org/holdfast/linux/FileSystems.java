package org.holdfast.linux;

import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Recognizes the file systems on which files may change without an event of {@link Inotify}. */
public final class FileSystems {

  /** The file systems by their magic number from statfs (linux/magic.h, statfs(2)). */
  private static final Map<Long, String> SILENT =
      Map.ofEntries(
          Map.entry(0x9fa0L, "proc"),
          Map.entry(0x6265_6572L, "sysfs"),
          Map.entry(0x27_e0ebL, "cgroup"),
          Map.entry(0x6367_7270L, "cgroup2"),
          Map.entry(0x6462_6720L, "debugfs"),
          Map.entry(0x7472_6163L, "tracefs"),
          Map.entry(0x7363_6673L, "securityfs"),
          Map.entry(0xcafe_4a11L, "bpf"),
          Map.entry(0x6969L, "nfs"),
          Map.entry(0x517bL, "smb"),
          Map.entry(0xff53_4d42L, "cifs"),
          Map.entry(0xfe53_4d42L, "smb2"),
          Map.entry(0x6573_5546L, "fuse"),
          Map.entry(0x0102_1997L, "9p"),
          Map.entry(0x5346_414fL, "afs"),
          Map.entry(0x6b41_4653L, "afs"),
          Map.entry(0x00c3_6400L, "ceph"),
          Map.entry(0x0116_1970L, "gfs2"),
          Map.entry(0x7461_636fL, "ocfs2"));

  private static final int STATFS_SIZE = 256; // really 120; f_type is the first field

  private FileSystems() {}

  /**
   * Returns the name of the file system of {@code path}, or of its nearest existing parent
   * directory, when inotify does not work there; empty when it works or the file system is unknown.
   */
  public static Optional<String> silentOneAt(Path path) {
    for (var at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      long type = type(at);
      if (type != 0) {
        return Optional.ofNullable(SILENT.get(type));
      }
    }
    return Optional.empty();
  }

  /** The magic number; 0 when there is no such file. */
  private static long type(Path path) {
    var name = NativeBuffer.ofText(path.toString());
    var statfs = NativeBuffer.allocate(STATFS_SIZE);
    try {
      return LibC.statfs(name.address(), statfs.address()) == 0
          ? statfs.bytes().getLong(0) & 0xffff_ffffL
          : 0;
    } finally {
      Reference.reachabilityFence(name);
      Reference.reachabilityFence(statfs);
    }
  }
}
