  def versions(self: __torch__.Kernels, weights: List[Tensor]) -> Tensor:
    total = 0
    for i in range(torch.len(weights)):
      total = torch.add(total, ops.aten._version(weights[i]))
    return torch.scalar_tensor(total, dtype=4)
  def packed_matrix(self: __torch__.Kernels, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight((self).cast(weight), None)
  def row_scales(self: __torch__.Kernels, weight: Tensor) -> Tensor:
    return torch.clamp(torch.div(torch.amax(torch.abs(weight), [1]), 127.), 1e-30)
  def integer_matrix(self: __torch__.Kernels, weight: Tensor, scales: Tensor) -> Tensor:
    rounded = torch.round(torch.div(weight, torch.unsqueeze(scales, 1)))
    return ops.onednn.qlinear_prepack(torch.to(torch.clamp(rounded, -127, 127), 1), None)
  def product(self: __torch__.Kernels, x: Tensor, packed: List[Tensor], then: str) -> Tensor:
    none = annotate(List[Optional[number]], [])
    if torch.eq(torch.len(packed), 2):
      if ops.prim.is_mkldnn(packed[0]):
        y = ops.mkldnn._linear_pointwise((self).cast(x), packed[0], packed[1], then, none, "none")
      else:
        y = torch.linear((self).cast(x), packed[0], packed[1])
        if torch.eq(then, "gelu"):
          y = torch.gelu(y)
        if torch.eq(then, "relu"):
          y = torch.relu_(y)
    else:
      q = torch.quantize_per_tensor_dynamic(torch.to(x, 6), 13, False)
      y = ops.onednn.qlinear_pointwise(torch.int_repr(q), torch.q_scale(q), torch.q_zero_point(q), packed[0], packed[1], packed[2], packed[3], 1., 0, 15, then, none, "none")
    return y
  def normed(self: __torch__.Kernels, x: Tensor, norm_weight: Tensor, norm_bias: Tensor) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, -1)], norm_weight, norm_bias, self.eps)
  def added(self: __torch__.Kernels, x: Tensor, branch: Tensor) -> Tensor:
    return torch.add_(torch.to(branch, 6), x)
  def packed_linear(self: __torch__.Kernels, x: Tensor, packed: List[Tensor]) -> Tensor:
    return torch.to((self).product(x, packed, "none"), 6)
  def packed_feed_forward(self: __torch__.Kernels, x: Tensor, norm_weight: Tensor, norm_bias: Tensor, first: List[Tensor], second: List[Tensor]) -> Tensor:
    hidden = (self).product((self).normed(x, norm_weight, norm_bias), first, "gelu")
    return (self).added(x, (self).product(hidden, second, "none"))
  def attended(self: __torch__.Kernels, split: Tensor, position: Tensor, scores: Tensor) -> Tensor:
    # (3, G, B, h, g, d) -> (G x B x h, g, d); softmax of rows that are no multiple of a vector is slow in bfloat16
    groups = torch.size(split, 1)
    batch = torch.size(split, 2)
    heads = torch.size(split, 3)
    g = torch.size(split, 4)
    depth = torch.size(split, 5)
    q, k, v, = torch.unbind(torch.reshape(split, [3, -1, g, depth]), 0)
    logits = torch.view(torch.to(torch.bmm(q, torch.transpose(k, 1, 2)), 6), [groups, batch, heads, g, g])
    if torch.ne(torch.numel(position), 0):
      logits = torch.add_(logits, position)
    if torch.ne(torch.numel(scores), 0):
      logits = torch.add_(logits, scores)
    shares = torch.view((self).cast(torch.softmax(logits, -1)), [-1, g, g])
    return torch.view(torch.bmm(shares, v), [groups, batch, heads, g, depth])
  def window_rows(self: __torch__.Kernels, x: Tensor, rows: Tensor, slots: Tensor, tokens: Tensor, position: Tensor, scores: Tensor, heads: int) -> Tensor:
    batch = torch.size(x, 1)
    channels = torch.size(x, 2)
    depth = torch.floordiv(channels, heads)
    groups = torch.size(slots, 0)
    g = torch.size(slots, 1)
    wide = torch.view(rows, [torch.size(rows, 0), torch.mul(torch.mul(batch, 3), channels)])
    copied = torch.embedding(wide, torch.view(slots, [-1]))
    split = torch.permute(torch.view(copied, [groups, g, batch, 3, heads, depth]), [3, 0, 2, 4, 1, 5])
    attended = (self).attended(split, position, scores)
    back = torch.reshape(torch.permute(attended, [0, 3, 1, 2, 4]), [torch.mul(groups, g), torch.mul(batch, channels)])
    return torch.view(torch.embedding(back, tokens), torch.size(x))
  def packed_window_attention(self: __torch__.Kernels, x: Tensor, slots: Tensor, tokens: Tensor, position: Tensor, scores: Tensor, heads_like: Tensor, norm_weight: Tensor, norm_bias: Tensor, qkv: List[Tensor], proj: List[Tensor]) -> Tensor:
    rows = (self).product((self).normed(x, norm_weight, norm_bias), qkv, "none")
    own = (self).window_rows(x, rows, slots, tokens, position, scores, torch.numel(heads_like))
    return (self).added(x, (self).product(own, proj, "none"))
  def packed_padded_window_attention(self: __torch__.Kernels, x: Tensor, slots: Tensor, tokens: Tensor, position: Tensor, scores: Tensor, heads_like: Tensor, norm_weight: Tensor, norm_bias: Tensor, qkv: List[Tensor], proj: List[Tensor]) -> Tensor:
    rows = (self).product((self).normed(x, norm_weight, norm_bias), qkv, "none")
    filler = torch.expand((self).cast(qkv[-1]), [1, torch.size(rows, 1), torch.size(rows, 2)])
    padded = torch.cat([rows, filler], 0)
    own = (self).window_rows(x, padded, slots, tokens, position, scores, torch.numel(heads_like))
    return (self).added(x, (self).product(own, proj, "none"))
  def packed_self_attention(self: __torch__.Kernels, x: Tensor, heads_like: Tensor, norm_weight: Tensor, norm_bias: Tensor, qkv: List[Tensor], proj: List[Tensor]) -> Tensor:
    n = torch.size(x, 0)
    batch = torch.size(x, 1)
    channels = torch.size(x, 2)
    heads = torch.numel(heads_like)
    rows = (self).product((self).normed(x, norm_weight, norm_bias), qkv, "none")
    split = torch.permute(torch.view(rows, [1, n, batch, 3, heads, torch.floordiv(channels, heads)]), [3, 0, 2, 4, 1, 5])
    none = torch.slice(norm_weight, 0, 0, 0)
    attended = torch.squeeze((self).attended(split, none, none), 0)
    own = torch.reshape(torch.permute(attended, [2, 0, 1, 3]), torch.size(x))
    return (self).added(x, (self).product(own, proj, "none"))
  def packed_hidden(self: __torch__.Kernels, x: Tensor, norm_weight: Tensor, norm_bias: Tensor, first: List[Tensor]) -> Tensor:
    return torch.to((self).product((self).normed(x, norm_weight, norm_bias), first, "none"), 6)
  def packed_mixed_residual(self: __torch__.Kernels, x: Tensor, mixed: Tensor, second: List[Tensor]) -> Tensor:
    return (self).added(x, (self).product(torch.gelu((self).cast(mixed)), second, "none"))
  def to_keys(self: __torch__.Kernels, x: Tensor, y: Tensor, source: Tensor, heads: int, q: List[Tensor], kv: List[Tensor], proj: List[Tensor]) -> Tensor:
    n = torch.size(x, 0)
    batch = torch.size(x, 1)
    channels = torch.size(x, 2)
    count = torch.size(source, 0)
    depth = torch.floordiv(channels, heads)
    rows = torch.permute(torch.view((self).product(y, q, "none"), [n, batch, heads, depth]), [1, 2, 0, 3])
    queries = torch.reshape(rows, [-1, n, depth])
    pairs = torch.permute(torch.view((self).product(source, kv, "none"), [count, batch, 2, heads, depth]), [2, 1, 3, 0, 4])
    k, v, = torch.unbind(torch.reshape(pairs, [2, -1, count, depth]), 0)
    shares = (self).cast(torch.softmax(torch.to(torch.bmm(queries, torch.transpose(k, 1, 2)), 6), -1))
    attended = torch.view(torch.bmm(shares, v), [batch, heads, n, depth])
    own = torch.reshape(torch.permute(attended, [2, 0, 1, 3]), torch.size(x))
    return (self).added(x, (self).product(own, proj, "none"))
  def packed_token_attention(self: __torch__.Kernels, x: Tensor, heads_like: Tensor, norm_weight: Tensor, norm_bias: Tensor, q: List[Tensor], kv: List[Tensor], proj: List[Tensor]) -> Tensor:
    y = (self).normed(x, norm_weight, norm_bias)
    return (self).to_keys(x, y, y, torch.numel(heads_like), q, kv, proj)
  def packed_reduced_attention(self: __torch__.Kernels, x: Tensor, heads_like: Tensor, norm_weight: Tensor, norm_bias: Tensor, q: List[Tensor], kv: List[Tensor], proj: List[Tensor], sr: List[Tensor], rows: Tensor, weights: Tensor, sr_norm_weight: Tensor, sr_norm_bias: Tensor, settings: Tensor) -> Tensor:
    channels = torch.size(x, 2)
    y = (self).cast((self).normed(x, norm_weight, norm_bias))
    chosen = torch.embedding(torch.reshape(y, [-1, channels]), rows)
    if torch.eq(torch.numel(weights), 0):
      squares = torch.reshape(chosen, [torch.size(rows, 0), torch.size(rows, 1), torch.mul(torch.size(rows, 2), channels)])
    else:
      squares = torch.sum(torch.mul(chosen, (self).cast(torch.unsqueeze(weights, 3))), [2], False)
    reduced = torch.to((self).product(squares, sr, "none"), 6)
    keys = torch.layer_norm(reduced, [channels], sr_norm_weight, sr_norm_bias, float(torch.select(settings, 0, 0)))
    if torch.ne(torch.numel(weights), 0):
      keys = torch.gelu(keys)
    return (self).to_keys(x, y, keys, torch.numel(heads_like), q, kv, proj)
