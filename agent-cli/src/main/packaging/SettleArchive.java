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
 * <p>Sometimes the JVM lays out some of its structures differently. Such dumps are refused, however
 * few words differ: a JVM whose archive has zero in place of an address crashes at its start.
 *
 * <p>java SettleArchive.java ARCHIVE EARLIER-DUMP
 */
public final class SettleArchive {
  /** The header, with the checksums; the regions begin behind it. */
  private static final int HEADER = 4_096;

  /** The longest time between two dumps, in the milliseconds of the clock. */
  private static final long LONGEST = 3_600_000;

  /** 257 were seen in 4.9 million. More of them would be something else. */
  private static final int MOST_WORDS = 2_000;

  private SettleArchive() {}

  public static void main(String[] arguments) throws IOException {
    var archive = Path.of(arguments[0]);
    var words = words(archive);
    var earlier = words(Path.of(arguments[1]));
    if (words.capacity() != earlier.capacity()) {
      throw new IOException("the dumps differ in size: they are not of the same classes");
    }
    int differing = 0;
    for (int at = 0; at + Long.BYTES <= words.capacity(); at += Long.BYTES) {
      if (words.getLong(at) != earlier.getLong(at)) {
        if (at >= HEADER && !areReadings(earlier.getLong(at), words.getLong(at))) {
          throw new IOException(
              "the dumps differ in more than clock readings: word %x is %x and %x"
                  .formatted(at, earlier.getLong(at), words.getLong(at)));
        }
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

  /**
   * Whether the values may be readings of a clock that counts milliseconds since the boot.
   * Addresses in an archive begin at 2 to the power of 35, which this clock reaches after a year.
   */
  private static boolean areReadings(long first, long second) {
    return first > 0 && second > first && second - first <= LONGEST && second >>> 35 == 0;
  }

  private static ByteBuffer words(Path archive) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(archive)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
