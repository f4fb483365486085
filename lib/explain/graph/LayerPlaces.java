package daggerkit.explain.graph;

import java.util.List;

/**
 * Places of things in a row, in their order, none over another, and all together as near as can be to where each would
 * like to be: the least squares under the order, by pooling those that would overlap. Static and thread-safe.
 */
final class LayerPlaces {
    private LayerPlaces() {}

    /**
     * Finds the places.
     *
     * @param wanted where each would like its middle to be
     * @param weights how much, above 0
     * @param distances how far the middle of each has to be from that of the one before it; the first does not count
     * @return their middles
     */
    static double[] of(List<Double> wanted, List<Double> weights, List<Double> distances) {
        int count = wanted.size();
        double[] offsets = new double[count];
        double[] means = new double[count];
        double[] sums = new double[count];
        int[] sizes = new int[count];
        int pools = 0;
        for (int i = 0; i < count; i++) {
            offsets[i] = i == 0 ? 0 : offsets[i - 1] + distances.get(i);
            means[pools] = wanted.get(i) - offsets[i];
            sums[pools] = weights.get(i);
            sizes[pools++] = 1;
            while (pools > 1 && means[pools - 2] > means[pools - 1]) {
                double sum = sums[pools - 2] + sums[pools - 1];
                means[pools - 2] = (means[pools - 2] * sums[pools - 2] + means[pools - 1] * sums[pools - 1]) / sum;
                sums[pools - 2] = sum;
                sizes[pools - 2] += sizes[pools - 1];
                pools--;
            }
        }
        double[] places = new double[count];
        int at = 0;
        for (int pool = 0; pool < pools; pool++) {
            for (int i = 0; i < sizes[pool]; i++, at++) {
                places[at] = means[pool] + offsets[at];
            }
        }
        return places;
    }
}
