  def map(self: __torch__.Kernels, x: Tensor) -> Tensor:
    # Reshaping gives an axis of length one the stride that memory with the channels last has; by another, which tokens of one image
    # come with, convolutions take the channels for the first.
    last = torch.permute((self).cast(x), [0, 2, 3, 1])
    return torch.contiguous(torch.permute(torch.reshape(last, torch.size(last)), [0, 3, 1, 2]), memory_format=2)
  def convolve(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    pad = torch.floordiv(torch.size(weight, 2), 2)
    return torch.conv2d(x, (self).cast(weight), (self).cast(bias), [1, 1], [pad, pad], [1, 1], 1)
  def rows(self: __torch__.Kernels, x: Tensor) -> Tensor:
    last = torch.permute(x, [0, 2, 3, 1])
    # Of a map whose channels are not last the shape alone would change: the embedding bag reads such columns many times as slowly.
    cells = torch.reshape(last, [torch.mul(torch.mul(torch.size(last, 0), torch.size(last, 1)), torch.size(last, 2)), torch.size(last, 3)])
    return torch.contiguous(cells)
  def upscale(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    inner = torch.size(weight, 0)
    outer = torch.size(weight, 1)
    kernel = torch.reshape(torch.permute(weight, [2, 3, 1, 0]), [torch.mul(4, outer), inner])
    y = (self).affine((self).rows(x), kernel, torch.repeat(bias, [4]))
    return torch.view(y, [torch.mul(4, torch.size(y, 0)), outer])
  def scatter(self: __torch__.Kernels, y: Tensor, like: Tensor) -> Tensor:
    n = torch.size(like, 0)
    h = torch.size(like, 2)
    w = torch.size(like, 3)
    c = torch.size(y, 1)
    split = torch.permute(torch.view(y, [n, h, w, 2, 2, c]), [0, 5, 1, 3, 2, 4])
    return torch.to(torch.reshape(split, [n, c, torch.mul(2, h), torch.mul(2, w)]), 6)
  def convolution(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.to((self).convolve((self).map(x), weight, bias), 6)
  def up_convolution(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (self).scatter((self).upscale((self).cast(x), weight, bias), x)
  def pyramid(self: __torch__.Kernels, maps: List[Tensor], lateral_weights: List[Tensor], lateral_biases: List[Tensor], output_weights: List[Tensor], output_biases: List[Tensor]) -> List[Tensor]:
    levels = torch.len(maps)
    outputs = annotate(List[Tensor], [])
    above = maps[0]
    for i in range(levels):
      level = torch.sub(torch.sub(levels, 1), i)
      # Small maps go to a convolution whose result has its channels first, whatever it is given.
      lateral = torch.contiguous((self).convolve((self).map(maps[level]), lateral_weights[level], lateral_biases[level]), memory_format=2)
      if torch.eq(i, 0):
        merged = lateral
      else:
        merged = torch.add(lateral, torch.upsample_nearest2d(above, [torch.size(lateral, 2), torch.size(lateral, 3)], None, None))
      above = merged
      y = torch.contiguous(torch.to((self).convolve(merged, output_weights[level], output_biases[level]), 6), memory_format=2)
      if torch.eq(i, 0):
        half_rows = torch.slice(y, 2, 0, None, 2)
        coarse = torch.append(outputs, torch.slice(half_rows, 3, 0, None, 2))
      else:
        pass
      fine = torch.append(outputs, y)
    return outputs
  def rpn_head(self: __torch__.Kernels, maps: List[Tensor], conv_weight: Tensor, conv_bias: Tensor, logit_weight: Tensor, logit_bias: Tensor, delta_weight: Tensor, delta_bias: Tensor) -> Tensor:
    anchors = torch.size(logit_weight, 0)
    channels = torch.size(logit_weight, 1)
    weight = torch.view(torch.cat([logit_weight, delta_weight], 0), [torch.mul(5, anchors), channels])
    bias = torch.cat([logit_bias, delta_bias], 0)
    levels = annotate(List[Tensor], [])
    for i in range(torch.len(maps)):
      hidden = torch.relu_((self).convolve((self).map(maps[i]), conv_weight, conv_bias))
      batch = torch.size(hidden, 0)
      n = torch.mul(torch.mul(torch.size(hidden, 2), torch.size(hidden, 3)), anchors)
      y = torch.to((self).affine((self).rows(hidden), weight, bias), 6)
      logits = torch.reshape(torch.slice(y, 1, 0, anchors, 1), [batch, n, 1])
      deltas = torch.reshape(torch.slice(y, 1, anchors, torch.mul(5, anchors), 1), [batch, n, 4])
      level = torch.append(levels, torch.cat([logits, deltas], 2))
    return torch.cat(levels, 1)
  def box_head(self: __torch__.Kernels, pooled: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    flat = torch.reshape((self).cast(pooled), [torch.size(pooled, 0), torch.size(weight1, 1)])
    hidden = torch.relu_((self).affine(flat, weight1, bias1))
    return torch.to(torch.relu_((self).affine(hidden, weight2, bias2)), 6)
  def mask_head(self: __torch__.Kernels, pooled: Tensor, weights: List[Tensor], biases: List[Tensor], deconv_weight: Tensor, deconv_bias: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    x = (self).map(pooled)
    for i in range(torch.len(weights)):
      x = torch.relu_((self).convolve(x, weights[i], biases[i]))
    up = torch.relu_((self).upscale(x, deconv_weight, deconv_bias))
    classes = torch.view(weight, [torch.size(weight, 0), torch.size(weight, 1)])
    return (self).scatter((self).affine(up, classes, bias), x)
  def bags(self: __torch__.Kernels, x: Tensor, columns: Tensor, weights: Tensor, offsets: Tensor) -> Tensor:
    y, _1, _2, _3 = torch.embedding_bag(torch.detach(x), columns, offsets, False, 0, False, weights, True)
    return y
  def pool(self: __torch__.Kernels, maps: List[Tensor], columns: List[Tensor], weights: List[Tensor], offsets: List[Tensor], regions: List[Tensor], levels: Tensor, shape: Tensor) -> Tensor:
    n = int(torch.select(shape, 0, 0))
    h = int(torch.select(shape, 0, 1))
    w = int(torch.select(shape, 0, 2))
    c = torch.size(maps[0], 1)
    pooled = torch.new_empty(maps[0], [n, torch.mul(torch.mul(h, w), c)], dtype=None, layout=None, device=None, pin_memory=None)
    tables = annotate(List[Tensor], [])
    for i in range(torch.len(maps)):
      table = torch.append(tables, (self).rows(maps[i]))
    for i in range(torch.len(regions)):
      y = (self).bags(tables[int(torch.select(levels, 0, i))], columns[i], weights[i], offsets[i])
      some = torch.index_copy_(pooled, 0, torch.to(regions[i], 4), torch.view(y, [torch.size(regions[i], 0), torch.size(pooled, 1)]))
    return torch.permute(torch.view(pooled, [n, h, w, c]), [0, 3, 1, 2])
  def unpool(self: __torch__.Kernels, maps: List[Tensor], gradient: Tensor, columns: List[Tensor], weights: List[Tensor], offsets: List[Tensor]) -> List[Tensor]:
    gradients = annotate(List[Tensor], [])
    bins = (self).rows(gradient)
    for i in range(torch.len(maps)):
      x = maps[i]
      y = (self).bags(bins, columns[i], weights[i], offsets[i])
      last = torch.view(y, [torch.size(x, 0), torch.size(x, 2), torch.size(x, 3), torch.size(x, 1)])
      level = torch.append(gradients, torch.permute(last, [0, 3, 1, 2]))
    return gradients
  def backward(self: __torch__.Kernels, targets: List[Tensor], gradients: List[Tensor]) -> Tensor:
    given = annotate(List[Optional[Tensor]], [])
    for i in range(torch.len(gradients)):
      one = torch.append(given, gradients[i])
    torch.backward(targets, given, None, False)
    return gradients[0]
  def rpn_losses(self: __torch__.Kernels, predictions: Tensor, rows: Tensor, labels: Tensor, positives: Tensor, targets: Tensor, count: Tensor) -> List[Tensor]:
    n = float(torch.select(count, 0, 0))
    all = torch.reshape(predictions, [torch.mul(torch.size(predictions, 0), torch.size(predictions, 1)), 5])
    logits = torch.select(torch.embedding(all, rows), 1, 0)
    objectness = torch.binary_cross_entropy_with_logits(logits, labels, None, None, 2)
    chosen = torch.slice(torch.embedding(all, positives), 1, 1, 5, 1)
    distance = torch.sum(torch.abs(torch.sub(chosen, targets)), dtype=None)
    return [torch.div(objectness, n), torch.div(distance, n)]
  def box_losses(self: __torch__.Kernels, logits: Tensor, deltas: Tensor, classes: Tensor, rows: Tensor, targets: Tensor, count: Tensor) -> List[Tensor]:
    n = float(torch.select(count, 0, 0))
    entropy = torch.cross_entropy_loss(logits, torch.to(classes, 4), None, 2, -100, 0.)
    all = torch.reshape(deltas, [torch.floordiv(torch.numel(deltas), 4), 4])
    distance = torch.sum(torch.abs(torch.sub(torch.embedding(all, rows), targets)), dtype=None)
    return [torch.div(entropy, n), torch.div(distance, n)]
  def mask_loss(self: __torch__.Kernels, logits: Tensor, rows: Tensor, targets: Tensor, count: Tensor) -> Tensor:
    n = float(torch.select(count, 0, 0))
    maps = torch.reshape(logits, [torch.mul(torch.size(logits, 0), torch.size(logits, 1)), torch.mul(torch.size(logits, 2), torch.size(logits, 3))])
    wanted = torch.view(torch.to(targets, 6), [torch.size(rows, 0), torch.size(maps, 1)])
    entropy = torch.binary_cross_entropy_with_logits(torch.embedding(maps, rows), wanted, None, None, 2)
    return torch.div(entropy, n)
