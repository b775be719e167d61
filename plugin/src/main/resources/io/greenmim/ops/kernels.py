  def logits(self: __torch__.Kernels, q: Tensor, k: Tensor) -> Tensor:
    # (N, n, d), (N, m, d) -> (N, n, m). The batched product takes the keys as they lie. Were it to scale what it makes, the
    # gradient of the keys would be rounded twice.
    return torch.bmm(torch.mul(q, torch.pow(torch.size(q, 2), -0.5)), torch.transpose(k, 1, 2))
  def grouped(self: __torch__.Kernels, x: Tensor, qkv: Tensor, slots: Tensor, tokens: Tensor, bias_index: Tensor, scores: Tensor, keep: Tensor, table: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    channels = torch.size(x, 2)
    batch = torch.size(x, 1)
    heads = torch.size(table, 1)
    depth = torch.floordiv(channels, heads)
    groups = torch.size(slots, 0)
    g = torch.size(slots, 1)
    rows = torch.view(qkv, [torch.size(qkv, 0), torch.mul(torch.mul(batch, 3), channels)])
    copied = torch.embedding(rows, torch.view(slots, [-1]))
    split = torch.permute(torch.view(copied, [groups, g, batch, 3, heads, depth]), [3, 0, 2, 4, 1, 5])
    q, k, v, = torch.unbind(torch.reshape(split, [3, -1, g, depth]), 0)
    products = torch.view((self).logits(q, k), [groups, batch, heads, g, g])
    if torch.ne(torch.numel(table), 0):
      # In the order of the products, to which it is added many times.
      position = torch.contiguous(torch.permute(torch.unsqueeze(torch.embedding(table, bias_index), 1), [0, 1, 4, 2, 3]))
      if torch.eq(torch.numel(scores), 0):
        added = position
      else:
        added = torch.add(position, scores)
      logits = torch.add_(products, (self).cast(added))
    else:
      if torch.eq(torch.numel(scores), 0):
        logits = products
      else:
        logits = torch.add_(products, (self).cast(scores))
    attended = torch.view(torch.bmm(torch.view((self).shares(logits), [-1, g, g]), v), [groups, batch, heads, g, depth])
    back = torch.reshape(torch.permute(attended, [0, 3, 1, 2, 4]), [torch.mul(groups, g), torch.mul(batch, channels)])
    own = torch.view(torch.embedding(back, tokens), torch.size(x))
    return (self).residual(x, (self).affine(own, weight, bias), keep)
  def window_attention(self: __torch__.Kernels, x: Tensor, slots: Tensor, tokens: Tensor, bias_index: Tensor, scores: Tensor, keep: Tensor, norm_weight: Tensor, norm_bias: Tensor, qkv_weight: Tensor, qkv_bias: Tensor, table: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    qkv = (self).project(x, norm_weight, norm_bias, qkv_weight, qkv_bias)
    return (self).grouped(x, qkv, slots, tokens, bias_index, scores, keep, table, weight, bias)
  def padded_window_attention(self: __torch__.Kernels, x: Tensor, slots: Tensor, tokens: Tensor, bias_index: Tensor, scores: Tensor, keep: Tensor, norm_weight: Tensor, norm_bias: Tensor, qkv_weight: Tensor, qkv_bias: Tensor, table: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    qkv = (self).project(x, norm_weight, norm_bias, qkv_weight, qkv_bias)
    n = torch.size(qkv, 0)
    if self.half:
      # A row for each filler: gradients of copies of one row would be summed up in bfloat16.
      fillers = torch.sub(torch.numel(slots), n)
      flat = torch.view(slots, [-1])
      filled = torch.ge(flat, n)
      numbers = torch.add(torch.cumsum(filled, 0), torch.sub(n, 1))
      own = torch.view(torch.where(filled, numbers, flat), torch.size(slots))
    else:
      fillers = 1
      own = slots
    row = torch.expand((self).cast(qkv_bias), [fillers, torch.size(qkv, 1), torch.size(qkv, 2)])
    padded = torch.cat([qkv, row], 0)
    return (self).grouped(x, padded, own, tokens, bias_index, scores, keep, table, weight, bias)
  def self_attention(self: __torch__.Kernels, x: Tensor, heads_like: Tensor, norm_weight: Tensor, norm_bias: Tensor, qkv_weight: Tensor, qkv_bias: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    n = torch.size(x, 0)
    batch = torch.size(x, 1)
    channels = torch.size(x, 2)
    heads = torch.numel(heads_like)
    depth = torch.floordiv(channels, heads)
    qkv = (self).project(x, norm_weight, norm_bias, qkv_weight, qkv_bias)
    split = torch.permute(torch.view(qkv, [n, batch, 3, heads, depth]), [2, 1, 3, 0, 4])
    q, k, v, = torch.unbind(torch.reshape(split, [3, -1, n, depth]), 0)
    attended = torch.view(torch.bmm((self).shares((self).logits(q, k)), v), [batch, heads, n, depth])
    own = torch.reshape(torch.permute(attended, [2, 0, 1, 3]), torch.size(x))
    return torch.add(x, (self).affine(own, weight, bias))
  def feed_forward(self: __torch__.Kernels, x: Tensor, keep: Tensor, norm_weight: Tensor, norm_bias: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    hidden = torch.gelu((self).project(x, norm_weight, norm_bias, weight1, bias1))
    return (self).residual(x, (self).affine(hidden, weight2, bias2), keep)
  def common_norm(self: __torch__.Kernels, arrays: List[Tensor]) -> Tensor:
    return torch.norm(torch.stack(torch._foreach_norm(arrays, 2)), 2)
  def scale_all(self: __torch__.Kernels, arrays: List[Tensor], factor: Tensor) -> Tensor:
    torch._foreach_mul_(arrays, factor)
    return factor
  def adamw(self: __torch__.Kernels, values: List[Tensor], gradients: List[Tensor], firsts: List[Tensor], seconds: List[Tensor], count: Tensor, settings: Tensor, skip: Tensor) -> Tensor:
    rate = float(torch.select(settings, 0, 0))
    beta1 = float(torch.select(settings, 0, 1))
    beta2 = float(torch.select(settings, 0, 2))
    eps = float(torch.select(settings, 0, 3))
    decay = float(torch.select(settings, 0, 4))
    steps = torch.mul([count], torch.len(values))
    torch._fused_adamw_(values, gradients, firsts, seconds, annotate(List[Tensor], []), steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False, grad_scale=None, found_inf=skip)
    # The engine does not count this as a change of the values; one of none of their elements it counts.
    for i in range(torch.len(values)):
      touched = torch.zero_(torch.slice(torch.reshape(values[i], [-1]), 0, 0, 0))
    return settings
  def send(self: __torch__.Kernels, target: Tensor, values: Tensor) -> Tensor:
    if ops.prim.is_cuda(target):
      held = torch.pin_memory(values)
    else:
      held = values
    return torch.copy_(target, held, True)
