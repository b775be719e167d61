  def reduced_keys(self: __torch__.Kernels, y: Tensor, rows: Tensor, weights: Tensor, weight: Tensor, bias: Tensor, norm_weight: Tensor, norm_bias: Tensor, settings: Tensor) -> Tensor:
    channels = torch.size(y, 2)
    eps = float(torch.select(settings, 0, 0))
    chosen = torch.embedding(torch.reshape(y, [torch.mul(torch.size(y, 0), torch.size(y, 1)), channels]), rows)
    if torch.eq(torch.numel(weights), 0):
      squares = torch.reshape(chosen, [torch.size(rows, 0), torch.size(rows, 1), torch.mul(torch.size(rows, 2), channels)])
    else:
      squares = torch.sum(torch.mul(chosen, (self).cast(torch.unsqueeze(weights, 3))), [2], False)
    reduced = torch.to((self).affine(squares, weight, bias), 6)
    normed = (self).cast(torch.layer_norm(reduced, [channels], norm_weight, norm_bias, eps))
    if torch.eq(torch.numel(weights), 0):
      keys = normed
    else:
      keys = torch.gelu(normed)
    return keys
  def reduced_attention(self: __torch__.Kernels, x: Tensor, keep: Tensor, norm_weight: Tensor, norm_bias: Tensor, heads_like: Tensor, q_weight: Tensor, q_bias: Tensor, kv_weight: Tensor, kv_bias: Tensor, weight: Tensor, bias: Tensor, rows: Tensor, weights: Tensor, sr_weight: Tensor, sr_bias: Tensor, sr_norm_weight: Tensor, sr_norm_bias: Tensor, settings: Tensor) -> Tensor:
    n = torch.size(x, 0)
    batch = torch.size(x, 1)
    channels = torch.size(x, 2)
    heads = torch.numel(heads_like)
    depth = torch.floordiv(channels, heads)
    y = (self).norm(x, norm_weight, norm_bias)
    if torch.eq(torch.numel(rows), 0):
      source = y
    else:
      source = (self).reduced_keys(y, rows, weights, sr_weight, sr_bias, sr_norm_weight, sr_norm_bias, settings)
    queries = (self).affine(y, q_weight, q_bias)
    count = torch.size(source, 0)
    q = torch.reshape(torch.permute(torch.view(queries, [n, batch, heads, depth]), [1, 2, 0, 3]), [-1, n, depth])
    pairs = (self).affine(source, kv_weight, kv_bias)
    split = torch.permute(torch.view(pairs, [count, batch, 2, heads, depth]), [2, 1, 3, 0, 4])
    k, v, = torch.unbind(torch.reshape(split, [2, -1, count, depth]), 0)
    logits = torch.bmm(q, torch.transpose(torch.mul(k, torch.pow(depth, -0.5)), 1, 2))
    attended = torch.view(torch.bmm(torch.softmax(logits, -1), v), [batch, heads, n, depth])
    own = torch.reshape(torch.permute(attended, [2, 0, 1, 3]), torch.size(x))
    return (self).residual(x, (self).affine(own, weight, bias), keep)
