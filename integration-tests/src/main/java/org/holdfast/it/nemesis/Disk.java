package org.holdfast.it.nemesis;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.it.lab.Lab;

/**
 * A small file system of one director, for its control socket and its life record. Root gets one in
 * an image, which can be frozen; other users get one in memory.
 */
final class Disk implements AutoCloseable {
  private static final int SIZE_MIB = 12;

  private final Lab lab;
  private final String mount;
  private final boolean mayFreeze;

  Disk(Lab lab, Side side) {
    this.lab = lab;
    mount = lab.directory().resolve("disk-" + side).toString();
    String image = lab.directory().resolve("image-" + side).toString();
    lab.run("mkdir", mount);
    mayFreeze =
        lab.succeeds("truncate", "-s", SIZE_MIB + "M", image)
            && lab.succeeds("mkfs.ext4", "-q", image)
            && lab.succeeds("mount", "-o", "loop", image, mount);
    if (!mayFreeze) {
      lab.run("mount", "-t", "tmpfs", "-o", "size=" + SIZE_MIB + "m", "disk", mount);
    }
  }

  /** Returns the directory as the lab's processes see it. */
  String path() {
    return mount;
  }

  /** Writes until there is no room left. */
  void fill() {
    byte[] block = new byte[4096];
    try (OutputStream junk = Files.newOutputStream(junk())) {
      while (true) {
        junk.write(block);
      }
    } catch (IOException _) {
      // the disk is full
    }
  }

  void empty() {
    try {
      Files.deleteIfExists(junk());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path junk() {
    return lab.outside(mount + "/junk");
  }

  /** Lets every write wait until {@link #thaw}; does nothing without root. */
  void freeze() {
    if (mayFreeze) {
      lab.run("fsfreeze", "-f", mount);
    }
  }

  void thaw() {
    if (mayFreeze) {
      lab.run("fsfreeze", "-u", mount);
    }
  }

  /** Returns the names of the files on it, without the file system's own directory. */
  List<String> files() {
    return lab.run("ls", "-A", mount).lines().filter(name -> !name.equals("lost+found")).toList();
  }

  @Override
  public void close() {
    boolean _ = mayFreeze && lab.succeeds("fsfreeze", "-u", mount);
    lab.run("umount", "--lazy", mount);
  }
}
