import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes an archive of classes the same in every build, so that packages are reproducible to the
 * byte.
 *
 * <p>Two dumps of the same classes differ only in the clock readings of soft references, and in the
 * checksums over them, which the JVM compares only with -XX:+VerifySharedSpaces. These words become
 * zero: such a reference then counts as unused since the start of the clock, and the collector may
 * clear it, as it may after any reading of the clock of another machine.
 *
 * <p>java SettleArchive.java ARCHIVE OTHER-DUMP
 */
public final class SettleArchive {
  /** 257 were seen in 4.9 million. More of them would be something else. */
  private static final int MOST_WORDS = 2_000;

  private SettleArchive() {}

  public static void main(String[] arguments) throws IOException {
    var archive = Path.of(arguments[0]);
    var words = words(archive);
    var others = words(Path.of(arguments[1]));
    if (words.capacity() != others.capacity()) {
      throw new IOException("the dumps differ in size: they are not of the same classes");
    }
    int differing = 0;
    for (int at = 0; at + Long.BYTES <= words.capacity(); at += Long.BYTES) {
      if (words.getLong(at) != others.getLong(at)) {
        differing++;
        // The first word is the magic number and a checksum.
        words.putLong(at, at == 0 ? words.getLong(at) & 0xffff_ffffL : 0);
      }
    }
    if (differing > MOST_WORDS) {
      throw new IOException(differing + " words of the dumps differ: more than clock readings");
    }
    Files.write(archive, words.array());
  }

  private static ByteBuffer words(Path archive) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(archive)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
