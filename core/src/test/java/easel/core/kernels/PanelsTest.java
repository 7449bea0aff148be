package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelsTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 5, 4", "4, 8, 8", "5, 9, 8", "2, 33, 32", "7, 23, 40"})
    void panelsHoldTheColumnsOfBPaddedWithZeros(int rows, int columns, int width) {
        MatrixView plain = new MatrixView(counting(rows * columns + 3), 3, rows, columns, false);
        MatrixView transposed = new MatrixView(counting(rows * columns + 3), 3, rows, columns, true);
        for (MatrixView b : new MatrixView[] {plain, transposed}) {
            int panels = Panels.count(columns, width);
            float[] packed = new float[2 + panels * rows * width];
            Arrays.fill(packed, Float.NaN);
            for (int panel = 0; panel < panels; panel++) {
                Panels.pack(b, panel * width, width, packed, 2 + panel * rows * width);
            }
            for (int i = 2; i < packed.length; i++) {
                int k = (i - 2) / width % rows;
                int j = (i - 2) / width / rows * width + (i - 2) % width;
                assertEquals(j < columns ? b.data()[b.index(k, j)] : 0, packed[i], b.shape() + " at " + k + ", " + j);
            }
        }
    }

    private static float[] counting(int size) {
        float[] data = new float[size];
        for (int i = 0; i < size; i++) {
            data[i] = i;
        }
        return data;
    }
}
