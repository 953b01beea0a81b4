package org.holdfast.agent.orders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.file.PatientFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps the orders across a restart of the agent. Its methods block, so they must not
 * run on an event loop.
 */
public final class OrderFile {

  private static final Logger log = LoggerFactory.getLogger(OrderFile.class);

  /** A file whose owner is the agent's user. */
  private static final Path SELF = Path.of("/proc/self");

  private static final int LARGEST = 16 << 20;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;

  private OrderFile(Path path) {
    this.path = path;
  }

  /**
   * Returns the path of the file for the agent with that control socket. Files below {@code /run}
   * are lost at a reboot, so for a socket there the file is at the same place below {@code
   * /var/lib}; otherwise the file is in the directory of the socket.
   */
  public static Path pathFor(Path controlSocket) {
    var socket = controlSocket.toAbsolutePath().normalize();
    var run = Path.of("/run");
    var place =
        socket.startsWith(run) ? Path.of("/var/lib").resolve(run.relativize(socket)) : socket;
    return place.resolveSibling(place.getFileName() + ".orders");
  }

  /** The file at {@code path}. */
  public static OrderFile at(Path path) {
    return new OrderFile(path.toAbsolutePath());
  }

  /**
   * Returns the orders in the file. A file that cannot be read counts as empty, which is logged; a
   * file with invalid content is renamed.
   */
  public OrderBook read() {
    try {
      if (!PatientFile.isOwn(path, (int) Files.getAttribute(SELF, "unix:uid"))) {
        setAside(
            "are not believed: the file is not a regular file that belongs to the agent's user and"
                + " that no one else can write");
        return OrderBook.EMPTY;
      }
      var bytes = PatientFile.read(path, LARGEST + 1);
      var book =
          bytes.length > LARGEST
              ? Optional.<OrderBook>empty()
              : OrderText.parse(new String(bytes, StandardCharsets.UTF_8));
      if (book.isPresent()) {
        return book.get();
      }
      setAside("cannot be understood and are lost");
    } catch (NoSuchFileException nothingOrdered) {
      return OrderBook.EMPTY;
    } catch (IOException e) {
      log.error("orders in {} cannot be read: {}", path, e.toString());
    }
    return OrderBook.EMPTY;
  }

  private void setAside(String why) throws IOException {
    var aside = withSuffix(path, ".broken");
    Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    log.error("orders in {} {}; set aside as {}", path, why, aside);
  }

  /**
   * Replaces the file atomically and returns once it is on the disk.
   *
   * @throws IOException if the file cannot be written; it has not changed then
   */
  public void write(OrderBook book) throws IOException {
    var directory = path.getParent();
    Files.createDirectories(directory);
    var next = withSuffix(path, ".next");
    Files.deleteIfExists(next); // left by a process that was killed, or a link of another user
    try (var file =
        FileChannel.open(
            next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
      var bytes = ByteBuffer.wrap(OrderText.write(book).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var parent = FileChannel.open(directory, StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  private static Path withSuffix(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
